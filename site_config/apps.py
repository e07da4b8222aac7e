from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class SiteConfig(AppConfig):
    name = "site_config"

    def ready(self) -> None:
        from site_config import checks  # noqa: F401  importing registers them
        from site_config.signin import shorten_session

        user_logged_in.connect(shorten_session)

        # A page may not take half a minute; an index over a large catalogue may.
        pre_migrate.connect(_lift_time_limit)
        post_migrate.connect(_restore_time_limit)


def _lift_time_limit(**kwargs: Any) -> None:
    with connections[kwargs["using"]].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def _restore_time_limit(**kwargs: Any) -> None:
    with connections[kwargs["using"]].cursor() as cursor:
        cursor.execute("RESET statement_timeout")
