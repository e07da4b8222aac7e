"""Staff sign in: tried seldom, hashed without holding up the shop, logged, and for a
working day.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any, ClassVar

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from chat.models import Spending
from site_config import passwords, signin
from site_config.clock import database_time

LOGIN = "/admin/login/"
PASSWORD = "a-long-password-of-the-owner"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_moment")]


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner", "owner@example.com", PASSWORD)


def sign_in(
    password: str, name: str = "owner", address: str = "192.0.2.1", **more: Any
) -> HttpResponse:
    form = {"username": name, "password": password}
    return Client().post(LOGIN, form, REMOTE_ADDR=address, **more)  # type: ignore[return-value]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were checked."""
    found: list[str] = []
    check = ModelBackend.authenticate

    def note(
        self: Any, request: Any, username: Any = None, password: Any = None, **more: Any
    ) -> Any:
        found.append(password)
        return check(self, request, username, password, **more)

    monkeypatch.setattr(ModelBackend, "authenticate", note)
    return found


def test_wrong_passwords_are_refused_before_they_are_hashed(owner: User, hashed: list[str]) -> None:
    answers = [sign_in("wrong") for _time in range(40)]
    assert [each.status_code for each in answers] == [200] * 5 + [429] * 35
    assert len(hashed) == 5
    assert 1 <= int(answers[-1]["Retry-After"]) <= 15 * 60
    assert "There were too many attempts" in answers[-1].content.decode()


def test_the_refusal_speaks_german(owner: User) -> None:
    answers = [sign_in("wrong", HTTP_ACCEPT_LANGUAGE="de") for _time in range(6)]
    assert "zu viele Versuche" in answers[-1].content.decode()


def test_one_address_tries_no_long_list_of_names(hashed: list[str]) -> None:
    codes = [sign_in("wrong", name=f"guess {number}").status_code for number in range(35)]
    assert codes == [200] * 30 + [429] * 5


def test_the_owner_is_not_locked_out_by_a_stranger(owner: User) -> None:
    for _time in range(8):
        sign_in("wrong", address="198.51.100.7")
    assert sign_in(PASSWORD).status_code == 302


def test_the_limit_ends_with_its_quarter_of_an_hour(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(8):
        sign_in("wrong")
    monkeypatch.setattr(
        "site_config.attempts.database_time", lambda: database_time() + signin.WINDOW
    )
    assert sign_in(PASSWORD).status_code == 302


def test_who_signs_in_begins_to_count_anew(owner: User) -> None:
    for password in ["wrong", "wrong", "wrong", PASSWORD] * 2:
        answer = sign_in(password)
    assert answer.status_code == 302


def test_the_address_is_what_a_believed_proxy_saw(owner: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for _time in range(8):
        sign_in("wrong", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert sign_in(PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 302
    assert sign_in(PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7").status_code == 429


def test_a_failure_is_logged_without_the_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    sign_in("hunter2", name="eve\nINFO all is well " + "x" * 200)
    line = next(each.message for each in caplog.records if each.name == "aisle.signin")
    assert "192.0.2.1" in line
    assert "eve\\nINFO" in line
    assert len(line) < 120
    assert "hunter2" not in caplog.text


def test_nothing_that_is_counted_names_anybody(owner: User) -> None:
    sign_in("wrong")
    kept = " ".join(Spending.objects.values_list("key", flat=True))
    assert kept
    assert "owner" not in kept
    assert "192.0.2.1" not in kept


class WatchingHasher(passwords.BoundedHasher):
    """Notes at each hash whether its thread holds a database connection."""

    iterations = 1
    held: ClassVar[list[bool]] = []

    @property
    def digest(self) -> Callable[..., Any]:
        self.held.append(connection.connection is not None)
        return hashlib.sha256


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_a_password_is_hashed(settings: Any, owner: User) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.WatchingHasher"]
    owner.set_password(PASSWORD)
    owner.save()
    WatchingHasher.held.clear()
    assert sign_in("wrong").status_code == 200
    assert sign_in("wrong", name="nobody").status_code == 200
    assert sign_in(PASSWORD).status_code == 302
    assert WatchingHasher.held == [False] * 3


def test_past_its_slots_a_hash_is_put_off(
    settings: Any, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["site_config.passwords.BoundedHasher"]
    monkeypatch.setattr(passwords, "PATIENCE", 0)
    monkeypatch.setattr(passwords, "slots", BoundedSemaphore(1))
    with passwords.slots:
        answer = sign_in("wrong", name="nobody")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1


def test_the_hash_is_the_one_that_django_makes() -> None:
    hasher, django = passwords.BoundedHasher(), PBKDF2PasswordHasher()
    assert hasher.encode("word", "salt", 3) == django.encode("word", "salt", 3)


def test_staff_are_signed_in_for_a_working_day(owner: User, settings: Any) -> None:
    client = Client()
    client.post(LOGIN, {"username": "owner", "password": PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] <= 12 * 60 * 60
    assert Session.objects.get().expire_date <= database_time() + timedelta(hours=12)
    # What changes the session later does not prolong it.
    session = client.session
    session["note"] = "changed"
    session.save()
    assert Session.objects.get().expire_date <= database_time() + timedelta(hours=12)


def test_visitors_are_remembered_for_ninety_days(client: Client, settings: Any) -> None:
    client.post("/api/conversations")
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 90 * 24 * 60 * 60


def test_a_new_password_ends_the_other_sessions(owner: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(LOGIN, {"username": "owner", "password": PASSWORD})
    new = "another-password-9"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/password_change/", form).status_code == 302
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
