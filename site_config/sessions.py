"""Django's database sessions with expiry by the database's clock."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.db.models.functions import Now


class SessionStore(db.SessionStore):
    """The SESSION_ENGINE. Rows and signatures are those of Django's own store."""

    def is_alive(self) -> bool:
        """Returns whether the session is still stored and not expired: nobody logged out or erased
        it.
        """
        return (
            bool(self.session_key) and self._alive().filter(session_key=self.session_key).exists()
        )

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        made = super().create_model_instance(data)
        made.expire_date = Now() + timedelta(seconds=self.get_expiry_age())
        return made

    async def acreate_model_instance(self, data: dict[str, Any]) -> Any:
        made = await super().acreate_model_instance(data)
        made.expire_date = Now() + timedelta(seconds=await self.aget_expiry_age())
        return made

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expire_date__lt=Now()).delete()

    @classmethod
    async def aclear_expired(cls) -> None:
        await cls.get_model_class().objects.filter(expire_date__lt=Now()).adelete()

    @classmethod
    def _alive(cls) -> Any:
        return cls.get_model_class().objects.filter(expire_date__gt=Now())

    def _get_session_from_db(self) -> Any:
        found = self._alive().filter(session_key=self.session_key).first()
        if found is None:
            self._session_key = None
        return found

    async def _aget_session_from_db(self) -> Any:
        found = await self._alive().filter(session_key=self.session_key).afirst()
        if found is None:
            self._session_key = None
        return found
