"""Once a day the shop forgets what it no longer keeps."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from chat.models import Conversation
from chat.turns import retention
from shop.models import Record

pytestmark = pytest.mark.django_db


def test_one_command_forgets_all_that_is_old() -> None:
    long_ago = now() - timedelta(days=91)
    for moment in (long_ago, now()):
        Session.objects.create(
            session_key=str(moment.timestamp()),
            session_data="",
            expire_date=moment + timedelta(days=1),
        )
        Conversation.objects.create(pk=uuid4(), visitor=uuid4(), updated_at=moment)
        record = Record.objects.create(
            id=int(moment.timestamp()), words="lamp", normalised="lamp", total=1, latency=1
        )
        Record.objects.filter(pk=record.pk).update(created_at=moment)
    call_command("tidy", stdout=StringIO())
    assert (Session.objects.count(), Conversation.objects.count(), Record.objects.count()) == (
        1,
        1,
        1,
    )


def test_finished_jobs_go_where_there_is_a_worker(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    long_ago = now() - timedelta(days=91)
    job = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "shop.tasks.embed_products",
        "backend_name": "default",
    }
    DBTaskResult.objects.create(
        status="SUCCESSFUL",
        finished_at=long_ago,
        run_after=long_ago,
        exception_class_path="",
        traceback="",
        **job,
    )
    call_command("tidy", stdout=StringIO())
    assert not DBTaskResult.objects.exists()


def test_conversations_go_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _each in range(5):
        Conversation.objects.create(
            pk=uuid4(), visitor=uuid4(), updated_at=now() - timedelta(days=91)
        )
    said = StringIO()
    call_command("prune_conversations", stdout=said, verbosity=2)
    assert said.getvalue().splitlines() == [
        "2 so far",
        "4 so far",
        "5 so far",
        "5 conversations deleted",
    ]
