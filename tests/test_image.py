"""The image of the Dockerfile holds all that the shop needs: its tree is made here, and every page
is asked of it in both languages.
"""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template import engines
from psycopg.conninfo import make_conninfo

from shop.models import Product
from tests.image import BASE, Image, admitted
from tests.servers import fetch, free_ports, until

pytestmark = pytest.mark.xdist_group("image")
PAGES = (
    *(
        "/",
        "/search/?q=lamp",
        "/search/?q=nothing-like-this-at-all",
        "/chat/",
        "/chat/mine/",
        "/shortlist/",
        "/compare/?id=1&id=2",
    ),
    *(
        "/embed/demo/",
        "/gallery/",
        "/docs",
        "/redoc",
        "/openapi.json",
        "/api/products/search?q=lamp",
        "/robots.txt",
        "/sitemap.xml",
    ),
    *("/favicon.ico", "/admin/login/", "/healthz"),
)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    # Not one of pytest's folders, which are their owner's alone.
    with TemporaryDirectory(prefix="aisle-image-") as folder:
        Path(folder).chmod(0o755)
        made = Image(Path(folder))
        made.build()
        yield made


def top_folders(paths: Iterator[Path]) -> set[str]:
    return {
        path.relative_to(BASE).parts[0]
        for path in paths
        if path.is_relative_to(BASE) and not path.is_relative_to(BASE / ".venv")
    }


def imported(folder: str) -> Iterator[Path]:
    """Yields the packages of this checkout that a folder's modules import."""
    for path in (BASE / folder).rglob("*.py"):
        for name in packages_imported(path):
            if (BASE / name / "__init__.py").exists() and find_spec(name):
                yield BASE / name


def packages_imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_every_folder_that_the_shop_names_goes_in() -> None:
    named = {Path(app.path) for app in apps.get_app_configs()}
    named |= {Path(each) for each in (*settings.LOCALE_PATHS, *settings.STATICFILES_DIRS)}
    named |= {Path(each) for engine in engines.all() for each in engine.dirs}
    named |= {settings.EMBEDDING_MODEL_DIR, BASE / settings.ROOT_URLCONF.partition(".")[0]}
    wanted = top_folders(iter(named))
    for folder in sorted(wanted):
        wanted |= top_folders(imported(folder))
    assert wanted <= {path.partition("/")[0] for path in admitted()}


def test_nothing_private_goes_in() -> None:
    assert not [
        path
        for path in admitted()
        if re.search(r"(^|/)(\.|tests/|benchmarks/)|\.(pyc|po|dump)$", path)
    ]


@pytest.mark.in_full
def test_the_user_of_the_image_may_read_all_of_it(image: Image) -> None:
    assert not image.unreadable()


@pytest.fixture
def address(image: Image, demo: None) -> Iterator[str]:
    """The image's server on the tests' database."""
    found = connection.settings_dict
    names = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "NAME",
    }
    database = make_conninfo(**{name: found[key] for name, key in names.items() if found[key]})
    port = str(free_ports(1)[0])
    here = {
        "HOST": "127.0.0.1",
        "PORT": port,
        "SECRET_KEY": "x" * 50,
        "DATABASE_URL": database,
        "ALLOWED_HOSTS": "localhost",
    }
    shop = image.start(image.final.last("CMD"), **here)
    check = image.final.last("HEALTHCHECK").partition("CMD ")[2]
    try:
        until(
            lambda: shop.poll() is not None or fetch(f"http://localhost:{port}/healthz")[0] == 200,
            seconds=60,
        )
        assert image.start(check, **here).wait(30) == 0
        yield f"http://localhost:{port}"
    finally:
        shop.terminate()
        assert shop.wait(30) in (0, -15)


def ask(address: str, language: str) -> tuple[int, str]:
    with urlopen(Request(address, headers={"Accept-Language": language}), timeout=20) as answer:
        return answer.status, answer.read().decode(errors="replace")


@pytest.mark.in_full
@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_image_opens_in_both_languages(address: str) -> None:
    product = Product.objects.get(sku="OUT-JKT-001")
    for path in (*PAGES, product.get_absolute_url()):
        for language in ("en", "de"):
            status, text = ask(address + path, language)
            assert status == 200, path
            if "<html" in text and not path.startswith(("/docs", "/redoc", "/gallery", "/embed")):
                assert f'lang="{language}"' in text, path
    for file in set(re.findall(r'"(/static/[^"]+)"', ask(f"{address}/", "de")[1])):
        assert ask(address + file, "de")[0] == 200, file
    assert "Suche" in ask(f"{address}/", "de")[1]
