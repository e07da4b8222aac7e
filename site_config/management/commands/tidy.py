"""manage.py tidy: deletes expired data; run it once a day."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Forget what is older than the settings keep: searches, conversations, sessions and "
        "finished jobs. Run it daily."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        commands = ["prune_searches", "prune_conversations", "clearsessions"]
        if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
            commands.append("prune_db_task_results")
        for command in commands:
            call_command(command, stdout=self.stdout, verbosity=options["verbosity"])
