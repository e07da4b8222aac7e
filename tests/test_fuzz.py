"""Whatever is written into an address, a form, a form or a cookie, the shop answers, and never with
a 5xx.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.apps import apps
from django.conf import settings as site
from django.contrib.admin import site as staff
from django.contrib.admin.options import ModelAdmin
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import DateField
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import example, given
from hypothesis import strategies as st

from shop.forms import SearchForm
from tests.depth import few

HUGE = "99999999999999999999"
NASTY = st.text(max_size=20) | st.sampled_from(
    [
        *(
            "\0",
            "a\0b",
            HUGE,
            f"-{HUGE}",
            "9" * 5000,
            "0",
            "-1",
            "1.5",
            "NaN",
            "1e400",
            str(2**63 - 1),
            "١٢",
        ),
        *(
            "\ud800",
            "é" * 300,
            "%",
            "../..",
            "[]",
            "{}",
            "'",
            "",
            " ",
            "2026-13-45",
            "True",
            "1,2",
            "__all__",
        ),
        *("00000000-0000-0000-0000-000000000000", "//other.example", "https://other.example/"),
    ]
)
# What pages and staff's lists read from a query string.
NAMES = [
    *SearchForm.base_fields,
    "id",
    "product",
    "search",
    "position",
    "site",
    "origin",
    "accent",
    "links",
    "words",
    "all",
]
NAMES += ["theme", "dir", "width", "frame", "p", "page_size", "seen", "wait", "next"]
LISTS = [
    "q",
    "p",
    "o",
    "all",
    "e",
    "_facets",
    "_popup",
    "_to_field",
    "_changelist_filters",
    "id",
    "id__exact",
    "pk__in",
]
FIELDS = [
    "type",
    "message",
    "client_id",
    "selected_product",
    "answer",
    "question",
    "product",
    "keep",
    "rating",
    "reason",
]
FIELDS += [
    "language",
    "next",
    "username",
    "password",
    "action",
    "_selected_action",
    "select_across",
    "index",
    "form-TOTAL_FORMS",
]
FIELDS += [
    "form-0-id",
    "form-INITIAL_FORMS",
    "_save",
    "images-TOTAL_FORMS",
    "images-INITIAL_FORMS",
    "name",
    "price",
    "attributes",
]


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every route of the configuration, as it is written there."""
    for each in patterns:
        written = re.sub(
            r"\(\?P<(\w+)>.*?\)\$?$|[\^$]|\\Z",
            lambda found: f"<{found[1]}>" if found[1] else "",
            str(each.pattern),
        )
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, before + written)
        else:
            yield before + written


# Whoever signs out sees little of what follows.
ROUTES = sorted(set(routes(get_resolver().url_patterns)) - {"/admin/logout/"})
FOR_STAFF = [route for route in ROUTES if route.startswith("/admin/")]
FOR_ALL = [route for route in ROUTES if not route.startswith("/admin/")]
ROUTE = st.sampled_from(FOR_ALL)


def filled(route: str, values: list[str]) -> str:
    left = iter(values * 4)
    return re.sub(
        r"<[^>]+>", lambda _part: quote(next(left, "1"), errors="surrogatepass", safe=""), route
    )


def filters_of(model: ModelAdmin[Any]) -> list[str]:
    """The parameters that the list of a model takes."""
    found = list(LISTS)
    for each in model.list_filter:
        name = each if isinstance(each, str) else str(getattr(each, "parameter_name", ""))
        found += [
            name,
            *(f"{name}__{way}" for way in ("exact", "id__exact", "isnull", "gte", "lt")),
        ]
    if model.date_hierarchy:
        found += [f"{model.date_hierarchy}__{part}" for part in ("year", "month", "day", "gte")]
    return found


MODELS = {
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/": filters_of(
        staff.get_model_admin(model)
    )
    for model in apps.get_models()
    if staff.is_registered(model)
}

DATES = {
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/": [
        field.name for field in model._meta.fields if isinstance(field, DateField)
    ]
    for model in apps.get_models()
    if staff.is_registered(model)
}


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what was written, also where a statement has failed."""
    with transaction.atomic():
        point = transaction.savepoint_create()
        yield
        transaction.savepoint_rollback(point)


def ask(client: Client, method: str, address: str, **sent: Any) -> int:
    with undone():
        answer = getattr(client, method)(address, **sent)
    assert answer.status_code < 500, f"{method} {address[:200]!a} {str(sent)[:200]!a}"
    # And nothing that a stranger writes leads to a stranger's site.
    assert urlsplit(answer.get("Location", "")).netloc in ("", "testserver"), answer["Location"]
    return int(answer.status_code)


@pytest.fixture
def visitor(demo: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def owner(demo: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("staff", "staff@example.com", "secret"))
    return client


SEEN = [
    ("/c/<path:slug>/", ["\0"], {}),
    ("/embed/demo/", [], {"site": "\0"}),
    ("/p/<number:pk>/picture/<number:place>", ["1", HUGE], {}),
    ("/p/<number:pk>/<str:slug>/", [HUGE, "x"], {}),
    ("/p/<number:pk>/<str:slug>/", ["1", "\0"], {}),
    ("/compare/", [], {"id": HUGE}),
]


@pytest.mark.parametrize(("route", "values", "query"), SEEN, ids=str)
def test_what_was_seen_to_fail_is_refused(
    visitor: Client, route: str, values: list[str], query: dict[str, str]
) -> None:
    status = ask(visitor, "get", filled(route, values) + "?" + urlencode(query))
    assert status in (400, 404) or query == {"id": HUGE}


@given(
    route=ROUTE,
    values=st.lists(NASTY, min_size=1, max_size=3),
    query=st.dictionaries(st.sampled_from(NAMES), NASTY, max_size=3),
)
@few(60)
def test_any_address_is_answered(
    visitor: Client, route: str, values: list[str], query: dict[str, str]
) -> None:
    ask(visitor, "get", filled(route, values) + "?" + urlencode(query, errors="surrogatepass"))


@given(route=ROUTE, fields=st.dictionaries(st.sampled_from(FIELDS), NASTY, max_size=4))
@few(40)
def test_any_form_is_answered(visitor: Client, route: str, fields: dict[str, str]) -> None:
    body = urlencode(fields, errors="surrogatepass")
    ask(
        visitor,
        "post",
        filled(route, ["1"]),
        data=body,
        content_type="application/x-www-form-urlencoded",
    )


@pytest.mark.parametrize(
    "name", [site.SESSION_COOKIE_NAME, site.LANGUAGE_COOKIE_NAME, "messages", "csrftoken"]
)
@pytest.mark.parametrize("value", ['"aaaaaaaa\\000"', "a" * 5000, '"\\303\\050"'])
def test_any_cookie_is_answered(visitor: Client, name: str, value: str) -> None:
    """A cookie in quotes may hold a NUL, which is written as octal digits."""
    for address in (
        "/",
        "/shortlist/",
        "/chat/",
        "/api/conversations/00000000-0000-0000-0000-000000000000/messages",
    ):
        ask(visitor, "get", address, headers={"cookie": f"{name}={value}"})


@given(data=st.data(), value=NASTY)
@few(60)
def test_any_list_of_staff_s_is_answered(owner: Client, data: st.DataObject, value: str) -> None:
    route = data.draw(st.sampled_from(sorted(MODELS)))
    name = data.draw(st.sampled_from(MODELS[route]))
    ask(owner, "get", route + "?" + urlencode({name: value}, errors="surrogatepass"))


# A list takes a look-up of any field of its model, also of those that it offers no filter of.
DATED = [
    (route, f"{name}__{part}")
    for route, names in DATES.items()
    for name in names
    for part in ("year", "iso_year", "day", "date", "gte")
]


@pytest.mark.parametrize("value", ["\0", HUGE, "0", "-1", "99999"])
def test_the_dates_of_staff_s_lists_are_answered(owner: Client, value: str) -> None:
    for route, name in DATED:
        ask(owner, "get", route + "?" + urlencode({name: value}))


@given(route=st.sampled_from(FOR_STAFF), value=NASTY)
@few(40)
@example(route="/admin/shop/product/<path:object_id>/change/", value="\0")
def test_any_address_of_staff_s_is_answered(owner: Client, route: str, value: str) -> None:
    ask(owner, "get", filled(route, [value]))


@given(
    route=st.sampled_from(FOR_STAFF),
    fields=st.dictionaries(st.sampled_from(FIELDS), NASTY, max_size=5),
)
@few(40)
@example(
    route="/admin/shop/product/",
    fields={"action": "delete_selected", "_selected_action": HUGE, "index": "0"},
)
@example(
    route="/admin/shop/product/",
    fields={"action": "delete_selected", "_selected_action": "\0", "index": HUGE},
)
def test_any_form_of_staff_s_is_answered(owner: Client, route: str, fields: dict[str, str]) -> None:
    body = urlencode(fields, errors="surrogatepass")
    ask(
        owner,
        "post",
        filled(route, ["1"]),
        data=body,
        content_type="application/x-www-form-urlencoded",
    )


# -- HEAD ------------------------------------------------------------------------------------------

# The HTTP API and its description are held by tests of their own; Django's own sign-in page sends
# signed-in staff on for GET alone.
ELSEWHERE = ("/api/", "/docs", "/openapi", "/admin/login/")
PAGES = [route for route in ROUTES if "<" not in route and not route.startswith(ELSEWHERE)]


@pytest.mark.parametrize("client", ["visitor", "owner"])
def test_head_is_answered_as_get_is_without_the_body(
    request: pytest.FixtureRequest, client: str
) -> None:
    asked: Client = request.getfixturevalue(client)
    for page in PAGES:
        with undone():
            whole, head = asked.get(page), asked.head(page)
        assert whole.status_code < 500, page
        assert (head.status_code, head.content) == (whole.status_code, b""), page
        assert head.headers.get("Content-Type") == whole.headers.get("Content-Type"), page


def test_the_routes_are_all_of_them() -> None:
    assert {
        "/",
        "/search/",
        "/admin/shop/product/",
        "/chat/<uuid:conversation_id>/",
        "/api/categories",
    } <= set(ROUTES)
