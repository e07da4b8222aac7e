"""manage.py write_protocol: the published protocol made anew, after a change of the frames."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from chat.protocol import documents


class Command(BaseCommand):
    help = (
        "Write the JSON Schema, the AsyncAPI document and the TypeScript types of the "
        "conversation into static/."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for name, text in documents().items():
            path = settings.BASE_DIR / "static" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"static/{name}")
