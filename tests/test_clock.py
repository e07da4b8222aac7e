"""One clock decides for all processes, the database's: a machine that is ahead or behind ends and
forgets nothing of the others.
"""

import ast
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.signing import SignatureExpired
from django.db.models.functions import Now
from django.utils import timezone

from chat.answering import budgets
from chat.models import Conversation, Message, Site, Spending
from chat.turns import queue
from chat.visitors.access import form_of
from chat.visitors.tokens import TokenSession, session_of
from chat.wire import MessageFrame
from shop import analytics
from shop.models import ApiKey, Record, StoredAnswer, Webhook
from site_config.clock import DatabaseTimestampSigner, database_time
from site_config.sessions import SessionStore

pytestmark = pytest.mark.django_db
# Longer than anything is kept.
YEAR = timedelta(days=365)
# What is told to readers and compared with nothing; and addresses of pictures, which hold for an
# hour or two, signed or not by one machine.
TOLD = {
    "chat/transport/render.py",
    "shop/pictures.py",
    # The days on which a feed says that an offer holds, read once at an import.
    "shop/feeds/magento.py",
    "shop/feeds/merchant.py",
    "shop/feeds/woocommerce.py",
}


# Fields that the machine's own clock fills. They too are told and compared with nothing.
TOLD_FIELDS = {
    "chat.Feedback.updated_at",
    "shop.ApiKey.created_at",
    "shop.Import.created_at",
    "shop.Product.created_at",
    "shop.Product.updated_at",
}


def ahead(by: timedelta = YEAR) -> Any:
    """A process whose clock is wrong by so much."""
    return time_machine.travel(timezone.now() + by)


def said() -> Message:
    conversation = Conversation.objects.create(pk=uuid4(), visitor=uuid4())
    return queue.say(conversation.pk, MessageFrame(type="message", message="tents"), []).answer


@pytest.mark.parametrize("by", [YEAR, -YEAR], ids=["ahead", "behind"])
def test_an_answer_that_is_written_on_a_machine_with_a_wrong_clock_keeps_its_lease(
    by: timedelta,
) -> None:
    with ahead(by):
        running = queue.claim(said().conversation_id)
    assert running
    assert queue.unattended() == []
    queue.close_abandoned(running.conversation_id)
    assert Message.objects.get(pk=running.pk).status == "running"


def test_a_machine_that_is_ahead_ends_no_answer_of_the_others() -> None:
    running = queue.claim(said().conversation_id)
    assert running
    with ahead():
        assert queue.unattended() == []
        queue.close_abandoned(running.conversation_id)
    assert Message.objects.get(pk=running.pk).status == "running"


def test_times_of_messages_are_the_database_s() -> None:
    with ahead():
        answer = said()
    question = Message.objects.get(conversation=answer.conversation_id, position=1)
    assert (
        question.created_at
        < Message.objects.get(pk=answer.pk).created_at
        < database_time() + timedelta(seconds=1)
    )


def test_what_was_spent_counts_in_the_day_and_minute_of_the_database() -> None:
    with ahead():
        budgets.count(Conversation(visitor=uuid4()), "192.0.2.1")
        budgets.spend(["somebody"], 1, 0)  # type: ignore[arg-type]
    assert not Spending.objects.filter(until__gt=Now() + timedelta(days=1)).exists()
    kept = Spending.objects.count()
    with ahead():
        budgets.forget()
    assert Spending.objects.count() == kept > 0


def test_a_token_expires_by_the_clock_of_the_database() -> None:
    site = Site.objects.create(key="garden", name="Garden")
    with ahead(-YEAR):
        token = TokenSession(site).token
    session_of(token)
    with ahead():
        session_of(token)
    with pytest.raises(SignatureExpired):
        DatabaseTimestampSigner().unsign(DatabaseTimestampSigner().sign("words"), max_age=-1)


def test_a_session_expires_by_the_clock_of_the_database() -> None:
    with ahead(-YEAR):
        session = SessionStore()
        session["visitor"] = "somebody"
        session.save()
    assert SessionStore(session.session_key).get("visitor") == "somebody"
    with ahead():
        assert SessionStore(session.session_key).get("visitor") == "somebody"
        call_command("clearsessions")
    assert session.is_alive()


def test_nothing_is_forgotten_early() -> None:
    said()
    Record.objects.create(id=1, words="lamp", normalised="lamp", total=1, latency=1)
    with ahead():
        call_command("tidy", stdout=StringIO())
        assert analytics.summary().searches == 1
    assert (Conversation.objects.count(), Record.objects.count()) == (1, 1)


def test_two_machines_know_a_form_that_is_sent_twice() -> None:
    here = int(form_of(uuid4(), "").rsplit(" ", 1)[1])
    with ahead():
        there = int(form_of(uuid4(), "").rsplit(" ", 1)[1])
    assert there - here in (0, 1)


def test_a_machine_that_is_behind_carries_out_no_delivery_twice() -> None:
    shop = Webhook.objects.create(name="Other shop", platform="shopify", secret="s")
    with ahead(-YEAR):
        assert shop.is_new("delivery 1")
    assert not shop.is_new("delivery 1")


def test_a_machine_that_is_behind_keeps_the_answers_to_requests() -> None:
    key = ApiKey(name="Till")
    key.new_token()
    key.save()
    with ahead(-YEAR):
        kept = StoredAnswer.objects.create(key=key, name="order 1", request="digest")
    kept.refresh_from_db()
    assert database_time() - kept.created_at < timedelta(minutes=1)


def test_no_other_field_is_filled_by_the_machine_s_own_clock() -> None:
    assert {
        str(field.model._meta.label) + f".{field.name}"
        for model in apps.get_models()
        if (settings.BASE_DIR / model.__module__.partition(".")[0]).is_dir()
        for field in model._meta.local_fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    } == TOLD_FIELDS


def _reads_the_clock(path: Path) -> bool:
    """Whether a file asks its own machine for the time of day."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module="django.utils.timezone", names=names) if any(
                each.name == "now" for each in names
            ):
                return True
            case ast.Attribute(
                value=ast.Name(id="timezone" | "datetime"), attr="now" | "utcnow" | "today"
            ):
                return True
            case ast.Attribute(value=ast.Name(id="time"), attr="time" | "time_ns"):
                return True
    return False


def test_no_other_file_asks_its_own_machine_for_the_time() -> None:
    files = [
        path
        for app in ("chat", "embed", "shop", "site_config")
        for path in (settings.BASE_DIR / app).rglob("*.py")
    ]
    assert {
        path.relative_to(settings.BASE_DIR).as_posix() for path in files if _reads_the_clock(path)
    } == TOLD
