"""A shop that a single process serves does its jobs beside its pages."""

from threading import Event
from typing import Any

import pytest
from django.tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from shop.tasks import recount_words
from site_config import worker_thread


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_by_the_thread_while_it_runs(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    is_done = Event()

    def note(**given: Any) -> None:
        is_done.set()

    task_finished.connect(note)
    try:
        recount_words.enqueue()
        with worker_thread.running():
            assert is_done.wait(60)
    finally:
        task_finished.disconnect(note)
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
