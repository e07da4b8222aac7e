"""manage.py write_api_types: regenerates the TypeScript types of the HTTP API after a change of its
operations.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from site_config.api_types import FILE, declarations


class Command(BaseCommand):
    help = "Write the TypeScript types of the HTTP API into static/types/."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        (settings.BASE_DIR / FILE).write_text(declarations(), encoding="utf-8")
        self.stdout.write(FILE)
