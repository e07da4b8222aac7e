"""Serve the shop on this machine: database, tables, demo shop, pages. `make run` is this.

python -m site_config.serve            until Ctrl-C
python -m site_config.serve prepare    the tables and the demo shop alone
python -m site_config.serve web        the pages alone, where another process has prepared them
"""

import os
import signal
import socket
import sys
from contextlib import nullcontext
from hashlib import sha256
from time import monotonic

import uvicorn
from django.core.exceptions import ImproperlyConfigured

from site_config import devdb, env, server

APPLICATION = "site_config.asgi:application"


class Refused(Exception):
    """The shop cannot be served. The text is one sentence for the person at the terminal."""


class Server(uvicorn.Server):
    """Prints the shop's address once the server answers."""

    def __init__(self, config: uvicorn.Config, ready: str) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            say("ready", self._ready)


def say(what: str, text: str) -> None:
    print(f"  {what:<10} {text}", flush=True)


def main() -> None:
    """Runs until Ctrl-C. Exits with 1 and one sentence where the shop cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    # Uvicorn passes a signal on after it has closed its sockets; the database still has to be
    # stopped then.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run(sys.argv[1:], monotonic())
    except KeyboardInterrupt:
        print()
        say("stopped", "everything is kept; the next start takes seconds")
    except (Refused, devdb.DevDbError) as problem:
        sys.exit(f"aisle: {problem}")
    except ImproperlyConfigured as problem:
        sys.exit(f"aisle: {problem} [configuration]")


def _run(arguments: list[str], begun: float) -> None:
    """Prepares and serves the shop; with `prepare`, only prepares it, with `web`, only serves it.

    `begun`: the monotonic time of the start, in seconds.
    """
    only_prepare = arguments == ["prepare"]
    host, port = env.text("HOST", "127.0.0.1"), env.whole("PORT", 8000, least=1)
    if not only_prepare:
        _check_port(host, port)
    if arguments == ["web"]:
        uvicorn.run(APPLICATION, host=host, port=port, **server.OPTIONS)
        return
    if not only_prepare:
        os.environ.setdefault("TASKS", "thread")
    embedded = devdb.needed()
    if embedded and not (devdb.DATA_DIR / "postgres.json").exists():
        say("database", f"making a PostgreSQL of our own in {os.path.relpath(devdb.DATA_DIR)}")
    with devdb.running() if embedded else nullcontext():
        _prepare(embedded)
        if not only_prepare:
            _collect_static()
            _serve_watched(host, port, begun, embedded)


def _serve_watched(host: str, port: int, begun: float, embedded: bool) -> None:
    """Serves until Ctrl-C; restarts the embedded database where it ends meanwhile."""
    name = "localhost" if host in ("127.0.0.1", "localhost") else host
    from site_config import worker_thread

    with (
        devdb.watched(lambda text: say("database", text)) if embedded else nullcontext(),
        worker_thread.running() if env.text("TASKS") == "thread" else nullcontext(),
    ):
        ready = f"http://{name}:{port}  (after {monotonic() - begun:.0f} s; Ctrl-C stops)"
        _serve(host, port, ready)


def _prepare(embedded: bool) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from shop.models import Product
    from shop.search import embedding, language, multilingual_index
    from site_config.checks import database_problem

    if problem_text := database_problem():
        raise Refused(problem_text)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        say(
            "database",
            f"PostgreSQL {cursor.fetchone()[0].split()[0]}{' (embedded)' if embedded else ''}",
        )
    call_command("migrate", verbosity=0)
    if not language.is_current() and not Product.objects.exists():
        language.change()
    _load_products()
    if stale := embedding.of_another_model():
        say(
            "search",
            f"{stale:,} products have vectors of another model: run manage.py embed_products now",
        )
    if missing := multilingual_index.missing():
        say(
            "search",
            f"{missing:,} products are not found in other languages yet: run manage.py "
            f"embed_products now",
        )
    if not language.is_current():
        say(
            "search",
            f"words are indexed in {language.present()}, not in {settings.SEARCH_LANGUAGE}: run "
            f"manage.py reindex now",
        )
    connection.close()


def _load_products() -> None:
    """Fills a new shop with the catalogue of the settings, or with the demo shop."""
    from django.conf import settings

    from chat.models import Site
    from shop import demo

    if not settings.CATALOGUE:
        if loaded := demo.load_first():
            say("demo shop", loaded)
            Site.objects.get_or_create(key="demo", defaults={"name": "Demo"})  # for /embed/demo/
        return
    try:
        loaded = demo.load_own(settings.CATALOGUE)
    except demo.NoCatalogue as problem:
        raise Refused(str(problem)) from problem
    if loaded:
        say("catalogue", loaded)


def _collect_static() -> None:
    """Hashes and compresses the static files, unless none has changed since the last start: this
    takes longer than the rest of it.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
    stats = [(path, os.stat(path)) for path in sorted(found)]
    state = sha256(
        repr([(path, stat.st_size, stat.st_mtime_ns) for path, stat in stats]).encode()
    ).hexdigest()
    stamp = settings.STATIC_ROOT / ".collected"
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)


def _serve(host: str, port: int, ready: str) -> None:
    Server(uvicorn.Config(APPLICATION, host=host, port=port, **server.OPTIONS), ready).run()


def _check_port(host: str, port: int) -> None:
    """Raises Refused where the port is taken, before anything is set up."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise Refused(
                f"HOST is {host!r}, which is no address of this machine. [configuration]"
            ) from error
        except OverflowError as error:
            raise Refused(f"PORT is {port}; write a number up to 65535. [configuration]") from error
        except OSError as error:
            raise Refused(
                f"Port {port} on {host} is not free ({error.strerror}); choose another: make run "
                f"PORT={port + 1}. [port_taken]"
            ) from error


if __name__ == "__main__":
    main()
