"""The jobs of a shop that a single process serves: a worker in a thread of that process."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

INTERVAL = 1.0
# A job that takes longer at the end of the process is given up. Every job may be.
GRACE = 3.0


@contextmanager
def running() -> Iterator[None]:
    """Runs the jobs that are enqueued, one after another, until the end of the context."""
    worker = Worker(
        queue_names=["*"],
        interval=INTERVAL,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    ended = Event()
    # A daemon, so that a long job does not keep the process from its end.
    thread = Thread(target=_work, args=(worker, ended), name="jobs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.running = False
        ended.set()
        thread.join(GRACE)


def _work(worker: Worker, ended: Event) -> None:
    while not ended.is_set():
        # The database may be away, and come back.
        with suppress(DatabaseError):
            worker.run()
        connection.close()
        ended.wait(INTERVAL)
