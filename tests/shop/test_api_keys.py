"""Staff make keys for the shop's own systems; a key is shown once, and ends."""

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from shop.models import ApiKey
from tests.clients import key_token

pytestmark = pytest.mark.django_db
ADDRESS = "/api/products/by-sku/A1"


def ask(client: Client, token: str = "", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    return client.get(ADDRESS, headers=sent | headers)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_staff_see_a_key_once(admin_client: Client, client: Client) -> None:
    fields = {"name": "ERP", "scopes": ["prices:write"], "expires_at_0": "", "expires_at_1": ""}
    page = admin_client.post("/admin/shop/apikey/add/", fields)
    key = ApiKey.objects.get()
    token = page.content.decode().partition('<code id="token">')[2].partition("<")[0]
    assert key.is_made_of(token)
    assert "no-store" in page["Cache-Control"]
    assert token not in str(ApiKey.objects.values_list().get())
    for address in ("/admin/shop/apikey/", f"/admin/shop/apikey/{key.pk}/change/"):
        text = admin_client.get(address).content.decode()
        assert token.split("_", 2)[2] not in text  # the secret may hold a "_" itself
        assert key.digest not in text
    assert code(ask(client, token)) == (404, "product_not_found")


def test_a_key_is_asked_for_and_a_session_is_none(admin_client: Client) -> None:
    answer = ask(admin_client)
    assert code(answer) == (401, "key_missing")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["x", "aisle_", "aisle_0123456789ab_x", "aisle_é_x", "a" * 5000])
def test_an_unknown_key_is_refused(
    client: Client, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert code(ask(client, token)) == (401, "key_unknown")
    assert "unknown API key" in caplog.text
    assert f"Bearer {token}" not in caplog.text


def test_a_changed_letter_makes_another_key(client: Client) -> None:
    token = key_token()
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert code(ask(client, other)) == (401, "key_unknown")


def test_a_key_ends_and_is_revoked(admin_client: Client, client: Client) -> None:
    token = key_token()
    key = ApiKey.objects.get()
    key.expires_at = timezone.now() - timedelta(minutes=5)
    key.save()
    assert code(ask(client, token)) == (401, "key_ended")
    ApiKey.objects.update(expires_at=None)
    chosen = {"action": "revoke", "_selected_action": [key.pk]}
    admin_client.post("/admin/shop/apikey/", chosen)
    assert code(ask(client, token)) == (401, "key_revoked")


def test_the_last_use_is_written_once_a_minute(client: Client) -> None:
    token = key_token()
    ask(client, token)
    used = ApiKey.objects.get().last_used_at
    assert used is not None
    ask(client, token)
    assert ApiKey.objects.get().last_used_at == used
    ApiKey.objects.update(last_used_at=used - timedelta(minutes=2))
    ask(client, token)
    again = ApiKey.objects.get().last_used_at
    assert again is not None
    assert again >= used


def test_another_site_cannot_use_a_key(client: Client) -> None:
    answer = ask(client, key_token(), Origin="https://elsewhere.example")
    assert code(answer) == (403, "wrong_origin")
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.usefixtures("one_moment")
def test_a_key_has_a_rate(client: Client, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 2
    token = key_token()
    answers = [ask(client, token) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert ask(client, key_token()).status_code == 404


@pytest.mark.usefixtures("one_moment")
def test_wrong_keys_have_a_rate_and_a_good_one_goes_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shop.api_keys.MOST_WRONG", 2)
    assert [ask(client, "x").status_code for _time in range(3)] == [401, 401, 429]
    assert ask(client, key_token()).status_code == 404


def test_a_key_is_made_without_a_browser(client: Client) -> None:
    out = StringIO()
    call_command("make_api_key", "ERP", "--days", "30", stdout=out, stderr=StringIO())
    key = ApiKey.objects.get()
    assert (key.name, key.scopes) == ("ERP", ["products:write"])
    assert key.expires_at is not None
    assert ask(client, out.getvalue().strip()).status_code == 404
    with pytest.raises(CommandError, match="bad_days"):
        call_command("make_api_key", "ERP", "--days", "0")
