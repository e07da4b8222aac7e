"""Files at an address: imported once, or again whenever they have changed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from shop import import_jobs
from shop.importer import journal
from shop.models import Import, Product, ScheduledFeed
from shop.tasks import fetch_feed

pytestmark = pytest.mark.django_db
HEADER = "sku,name,price\n"


def table(count: int, price: int = 10) -> str:
    return HEADER + "".join(f"S-{n},Lantern {n},{price}\n" for n in range(count))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(dict(self.headers))
        tag = f'"{hash(server.text)}"'
        is_same = server.status == 200 and self.headers["If-None-Match"] == tag
        status = 304 if is_same else server.status
        body = b"" if status == 304 else server.text.encode()
        self.send_response(status)
        if server.has_tags:
            self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server(settings: Any) -> Iterator[Any]:
    """A supplier's server, which is inside and named as trusted; `text` is its file."""
    settings.FETCH_PRIVATE_HOSTS = ["localhost"]
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        made.text, made.status, made.asked, made.has_tags = table(5), 200, [], True  # type: ignore[attr-defined]
        made.address = f"http://ann:secret@localhost:{made.server_port}/goods.csv"  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def add(client: Client, path: str, **fields: Any) -> Any:
    given = {"currency": "EUR", "mapping": "", "is_whole": "", **fields}
    given = {name: value for name, value in given.items() if value != ""}
    return client.post(f"/admin/shop/{path}/add/", given)


def feed_of(client: Client, server: Any, **fields: Any) -> ScheduledFeed:
    given = {"name": "Supplier", "address": server.address, "minutes": 60, **fields}
    assert add(client, "scheduledfeed", **given).status_code == 302
    return ScheduledFeed.objects.get()


def fetched_again(client: Client, feed: ScheduledFeed) -> ScheduledFeed:
    client.post(
        "/admin/shop/scheduledfeed/", {"action": "fetch", "_selected_action": [str(feed.pk)]}
    )
    feed.refresh_from_db()
    return feed


def test_a_file_is_fetched_looked_at_and_run(admin_client: Client, server: Any) -> None:
    assert add(admin_client, "import", address=server.address).status_code == 302
    source = Import.objects.get()
    assert (source.status, source.name, source.preview["new"]) == ("preview", "goods.csv", 5)
    assert server.asked[0]["Authorization"] == "Basic YW5uOnNlY3JldA=="
    admin_client.post(f"/admin/shop/import/{source.pk}/run/")
    assert Product.objects.count() == 5


def test_either_a_file_or_an_address_is_given(admin_client: Client) -> None:
    answer = add(admin_client, "import")
    assert "Choose a file, or write an address." in answer.content.decode()


def test_what_cannot_be_fetched_says_why(admin_client: Client, server: Any) -> None:
    server.status = 404
    add(admin_client, "import", address=server.address)
    source = Import.objects.get()
    page = admin_client.get(f"/admin/shop/import/{source.pk}/change/").content.decode()
    assert (source.status, "refuses it, or does not have it" in page) == ("refused", True)


def test_a_feed_is_imported_when_it_has_changed(admin_client: Client, server: Any) -> None:
    feed = feed_of(admin_client, server)
    assert (Product.objects.count(), feed.problem, feed.imports.count()) == (5, "", 1)
    assert feed.next_at is not None
    fetched_again(admin_client, feed)
    assert (feed.imports.count(), len(server.asked)) == (1, 2)
    server.text, server.has_tags = table(5, price=12), False
    fetched_again(admin_client, feed)
    fetched_again(admin_client, feed)
    assert feed.imports.count() == 2
    assert {product.price for product in Product.objects.all()} == {12}


def test_a_file_that_lost_most_of_its_rows_waits_for_staff(
    admin_client: Client, server: Any
) -> None:
    feed = feed_of(admin_client, server, is_whole="on")
    server.text = table(2)
    for _time in range(2):
        fetched_again(admin_client, feed)
        assert feed.problem == "3 products would be hidden. Look at the import before it runs."
        assert feed.imports.count() == 2
        assert Product.objects.filter(active=True).count() == 5
    source = feed.imports.first()
    assert source is not None
    admin_client.post(f"/admin/shop/import/{source.pk}/run/")
    assert Product.objects.filter(active=True).count() == 2
    assert fetched_again(admin_client, feed).problem == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEADER, "The file holds no product."),
        (HEADER + "A,Lamp,3\nB,,\nC,,\n", "2 rows cannot be imported."),
        ("<html>Down for maintenance</html>", ""),
    ],
)
def test_a_broken_file_changes_nothing(
    admin_client: Client, server: Any, text: str, problem: str
) -> None:
    feed = feed_of(admin_client, server)
    server.text = text
    fetched_again(admin_client, feed)
    assert feed.problem
    assert feed.problem.startswith(problem)
    assert Product.objects.filter(active=True).count() == 5


def test_an_unreachable_server_is_asked_again_later(admin_client: Client, server: Any) -> None:
    feed = feed_of(admin_client, server)
    server.status = 503
    fetched_again(admin_client, feed)
    assert feed.problem == "its server refuses it, or does not have it"
    assert feed.next_at is not None
    server.status, server.text = 200, table(6)
    assert fetched_again(admin_client, feed).problem == ""
    assert Product.objects.count() == 6


def test_a_worker_fetches_a_feed_once_each_time(
    admin_client: Client, server: Any, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    feed = feed_of(admin_client, server)
    fetched_again(admin_client, feed)
    enqueued = list(DBTaskResult.objects.values_list("args_kwargs__args", flat=True))
    assert len(enqueued) == 2
    for arguments in [*enqueued, *enqueued]:
        fetch_feed.func(*arguments)
    # The first of the two was put off by the second, which left one for the next hour.
    assert len(server.asked) == 1
    assert DBTaskResult.objects.count() == len(enqueued) + 1


def test_without_a_worker_a_command_fetches_what_is_due(admin_client: Client, server: Any) -> None:
    feed = feed_of(admin_client, server)
    server.text = table(7)
    output = StringIO()
    call_command("fetch_feeds", stdout=output)
    assert output.getvalue() == ""
    ScheduledFeed.objects.update(next_at=feed.fetched_at)
    call_command("fetch_feeds", stdout=output)
    assert output.getvalue() == "Supplier: done\n"
    assert Product.objects.count() == 7


def test_a_running_import_is_stopped_and_goes_on(
    admin_client: Client, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody stops it while its first batch is written."""
    server.text = table(900)
    add(admin_client, "import", address=server.address)
    source = Import.objects.get()
    record = journal.record

    def stop_at_once(*args: Any) -> None:
        admin_client.post(f"/admin/shop/import/{source.pk}/stop/")
        record(*args)

    with monkeypatch.context() as patched:
        patched.setattr(journal, "record", stop_at_once)
        admin_client.post(f"/admin/shop/import/{source.pk}/run/")
    source.refresh_from_db()
    assert (source.status, source.is_undoable) == ("stopped", True)
    assert 0 < Product.objects.count() < 900
    admin_client.post(f"/admin/shop/import/{source.pk}/run/")
    source.refresh_from_db()
    assert (source.status, Product.objects.count()) == ("done", 900)
    assert (source.report["created"], source.report["changed"]) == (900, 0)
    admin_client.post(f"/admin/shop/import/{source.pk}/undo/")
    assert not Product.objects.exists()


def test_an_import_whose_process_died_can_be_run_again(admin_client: Client, server: Any) -> None:
    add(admin_client, "import", address=server.address)
    source = Import.objects.get()
    long_ago = source.created_at - 2 * import_jobs.LEASE
    Import.objects.update(status="running", seen_at=long_ago)
    page = admin_client.get(f"/admin/shop/import/{source.pk}/change/").content.decode()
    assert "Go on" in page
    admin_client.post(f"/admin/shop/import/{source.pk}/run/")
    assert Product.objects.count() == 5
