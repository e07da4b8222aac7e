"""What was searched is written down: words and counts, once a search, and nobody's name."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from shop import records
from shop.analytics import clicks, never_clicked, summary, top_queries, zero_result_queries
from shop.models import Click, Product, Record
from shop.records import masked, search_in_chat
from shop.search import SearchQuery

pytestmark = pytest.mark.usefixtures("demo")

TYPING = {"HX-Request": "true"}


def the_record() -> Record:
    return Record.objects.get()


def first_result(html: str) -> str:
    found = re.search(r'href="(/p/[^"]*search=[^"]*)"', html)
    assert found
    return found[1].replace("&amp;", "&")


def make(words: str, total: int = 3, age: int = 0, id: int | None = None) -> Record:
    return Record.objects.create(
        id=id or Record.objects.count() + 1, words=words, normalised=words.lower(), total=total,
        latency=5, search_type="hybrid",
        source="page", created_at=now() - timedelta(days=age),
    )  # fmt: skip


def test_a_search_is_recorded(client: Client) -> None:
    client.get(
        "/search/", {"q": "  Warm   JACKET under 150 ", "in_stock": "on", "brand": "Norrvik"}
    )
    record = the_record()
    assert (record.words, record.normalised) == ("Warm JACKET under 150", "warm jacket under 150")
    assert (record.source, record.search_type, record.filters) == (
        "page",
        "hybrid",
        ["brands", "in_stock"],
    )
    assert record.corrected is False


def test_a_look_at_everything_and_a_further_page_are_no_searches(client: Client) -> None:
    everything = client.get("/search/")
    further = client.get("/search/", {"q": "lamp", "page": "2"})
    assert (everything.status_code, further.status_code) == (200, 200)
    assert not Record.objects.exists()


def test_typing_is_one_search(client: Client) -> None:
    headers = TYPING
    for words in ("he", "head", "headphones"):
        html = client.get("/search/", {"q": words}, headers=headers).content.decode()
        found = re.search(r'data-search="(\d+)"', html)
        assert found
        headers = TYPING | {"X-Search": found[1]}
    assert the_record().words == "headphones"


def test_words_after_a_click_are_another_search(client: Client) -> None:
    html = client.get("/search/", {"q": "lamp"}, headers=TYPING).content.decode()
    client.get(first_result(html))
    client.get("/search/", {"q": "tent"}, headers=TYPING | {"X-Search": str(the_record().pk)})
    assert the_record().words == "lamp"


def test_a_click_is_recorded_once_with_its_place(client: Client) -> None:
    link = first_result(client.get("/search/", {"q": "lamp"}).content.decode())
    page = client.get(link)
    client.get(link)
    click = Click.objects.get()
    assert (click.record.words, click.position) == ("lamp", 1)
    product = Product.objects.get(pk=click.product_id)
    assert (
        f'rel="canonical" href="http://testserver{product.get_absolute_url()}"'
        in page.content.decode()
    )


def test_a_further_page_belongs_to_its_search(client: Client) -> None:
    html = client.get("/search/", {"in_stock": "on"}).content.decode()
    found = re.search(r'href="([^"]*page=2[^"]*search=\d+)"', html)
    assert found
    second = client.get(found[1].replace("&amp;", "&")).content.decode()
    assert f"search={the_record().pk}&amp;position=25" in second


def test_opening_a_product_without_a_search_writes_nothing(
    client: Client, django_assert_num_queries: object
) -> None:
    product = Product.objects.first()
    assert product
    for query in (
        "",
        "?search=1",
        "?search=x&position=1",
        "?search=99999999999999999999&position=1",
        "?search=5&position=3",
        "?search=-1&position=2",
    ):
        assert client.get(product.get_absolute_url() + query).status_code == 200
    assert not Click.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"User-Agent": "Googlebot/2.1"},
    ],
)
def test_what_no_visitor_sees_is_not_recorded(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/search/", {"q": "lamp"}, headers=headers).status_code == 200
    assert not Record.objects.exists()


def test_the_api_and_the_assistant_are_told_apart(client: Client) -> None:
    client.get("/api/products/search", {"q": "lamp"})
    search_in_chat(SearchQuery(words="tent"))
    assert set(Record.objects.values_list("words", "source")) == {("lamp", "api"), ("tent", "chat")}


def test_nothing_is_recorded_where_the_shop_says_so(client: Client, settings: Any) -> None:
    settings.SEARCH_RECORDS_DAYS = 0
    page = client.get("/search/", {"q": "lamp"}).content.decode()
    assert 'href="/p/' in page
    assert "position=" not in page
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("gift for anna.b@example.com please", "gift for ••• please"),
        ("call +49 (170) 123-45 67", "call •••"),
        ("4111 1111 1111 1111", "•••"),
        ("555-1234 lamp", "••• lamp"),
        (
            "jacket between 100 and 150, 1920x1080 or 15.6 inch",
            "jacket between 100 and 150, 1920x1080 or 15.6 inch",
        ),
    ],
)
def test_what_looks_personal_is_masked(words: str, kept: str) -> None:
    assert masked(words) == kept


@given(st.text(max_size=500))
def test_masking_takes_any_text(words: str) -> None:
    assert not re.search(r"\d{7}|\w@\w", masked(words))


def test_a_record_that_fails_breaks_no_search(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*args: object) -> None:
        raise DatabaseError("no room")

    monkeypatch.setattr(records, "connection", type("Away", (), {"cursor": away}))
    assert client.get("/search/", {"q": "lamp"}).status_code == 200
    assert "no room" in caplog.text


def test_a_record_costs_one_statement(
    client: Client, django_assert_max_num_queries: object
) -> None:
    client.get("/search/?q=lamp")
    with django_assert_max_num_queries(7) as taken:  # type: ignore[operator]
        client.get("/search/?q=lamp")
    assert sum("shop_record" in query["sql"] for query in taken.captured_queries) == 1


def test_old_searches_are_forgotten(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    make("old", age=91)
    Click.objects.create(record=the_record(), product_id=1, position=1)
    make("new", age=89)
    call_command("prune_searches")
    assert (the_record().words, Click.objects.count()) == ("new", 0)
    settings.SEARCH_RECORDS_DAYS = 0
    call_command("prune_searches")
    assert not Record.objects.exists()
    assert "1 searches deleted" in capsys.readouterr().out


def test_staff_learn_what_is_asked_and_not_found() -> None:
    lamp, _again, _unknown = make("lamp"), make("lamp"), make("hovercraft", total=0)
    for _time in range(3):
        make("tent")
    Click.objects.create(record=lamp, product_id=7, position=2)
    assert [(each.words, each.searches, each.click_through) for each in top_queries()][:2] == [
        ("tent", 3, 0.0),
        ("lamp", 2, 0.5),
    ]
    assert [each.words for each in zero_result_queries()] == ["hovercraft"]
    assert [each.words for each in never_clicked()] == ["tent"]
    assert clicks("lamp") == [(7, 1, 2.0)]
    assert (summary().searches, summary().without_results, summary().clicked) == (6, 1, 1)
    assert (summary(0).searches, summary(0).click_through) == (0, 0.0)


@pytest.mark.parametrize(
    "query",
    ["", "?found=nothing", "?found=unopened", "?found=opened", "?normalised=lamp", "?q=lamp"],
)
def test_staff_read_the_records_and_change_none(client: Client, query: str) -> None:
    client.force_login(User.objects.create_superuser("staff"))
    record = make("lamp")
    Click.objects.create(record=record, product_id=7, position=2)
    assert client.get(f"/admin/shop/record/{query}").status_code == 200
    assert client.get("/admin/shop/record/add/").status_code == 403
    page = client.get(f"/admin/shop/record/{record.pk}/change/").content.decode()
    assert "lamp" in page
    assert 'name="_save"' not in page
