"""The component library and its gallery say the same, and the gallery is for those who work on the
shop.
"""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from gallery.library import COMPONENTS, EXAMPLES, ONE_A_PAGE, PURPOSES, WITHIN, Component, purposes
from gallery.samples import samples

LIBRARY = {
    component.name: component for components in purposes().values() for component in components
}
every = pytest.mark.parametrize("component", LIBRARY.values(), ids=LIBRARY)


class Ids(HTMLParser):
    """The ids of a page, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value) for name, value in attrs if name == "id"]


@pytest.fixture
def open_gallery(settings: Settings, demo: None) -> None:
    settings.GALLERY = True


def test_every_component_has_its_place_and_its_examples() -> None:
    files = {path.stem for path in COMPONENTS.glob("*.html")}
    assert sorted(" ".join(PURPOSES.values()).split()) == sorted(files)
    assert {path.stem for path in EXAMPLES.glob("*.html")} == files - WITHIN.keys()
    assert files >= ONE_A_PAGE


@every
def test_everything_that_a_component_takes_is_explained(component: Component) -> None:
    assert component.about
    assert [attribute.name for attribute in component.attributes if not attribute.meaning] == []


@every
def test_a_component_has_no_id_of_its_own(component: Component) -> None:
    source = (COMPONENTS / f"{component.name}.html").read_text()
    declared = re.compile(
        r"<c-vars[^>]*/>"
    )  # where one is given, it is the default of an attribute
    assert component.is_one_a_page or not re.search(r'\sid="[^"{]*"', declared.sub("", source))


@pytest.mark.usefixtures("demo")
def test_examples_are_drawn_without_inline_style_or_script(rf: RequestFactory) -> None:
    products = samples()
    faults = []
    for component in LIBRARY.values():
        assert component.examples or component.whole, component.name
        for example in component.examples:
            made = example.draw(products, rf.get("/gallery/"))
            if not made.strip() or re.search(r"<script|<style|\sstyle=|\son[a-z]+=|<c-", made):
                faults.append(f"{component.name}: {example.title}")
    assert faults == []


@pytest.mark.usefixtures("open_gallery")
def test_the_page_shows_each_and_repeats_no_id(client: Client) -> None:
    text = client.get("/gallery/").content.decode()
    found = Ids(text).found
    assert {component.tag for component in LIBRARY.values()} <= set(found)
    assert len(found) == len(set(found)), sorted(each for each in found if found.count(each) > 1)


@pytest.mark.usefixtures("open_gallery")
def test_the_code_shown_is_what_the_file_says(client: Client) -> None:
    shown = client.get("/gallery/").context["drawn"]
    for components in shown.values():
        for component, examples in components:
            if examples:
                text = (EXAMPLES / f"{component.name}.html").read_text()
                assert all(code in text for _title, code, _made in examples)


@pytest.mark.usefixtures("open_gallery")
def test_the_address_says_how_they_are_shown(client: Client) -> None:
    assert re.search(
        r'<html lang="en" dir="rtl" data-theme="dark">',
        client.get("/gallery/?theme=dark&dir=rtl").content.decode(),
    )
    narrow = client.get("/gallery/?width=narrow&theme=dark")
    assert 'src="?theme=dark&amp;dir=ltr&amp;width=wide&amp;frame=yes"' in narrow.content.decode()
    assert "frame-ancestors 'self'" in narrow["Content-Security-Policy"]
    assert client.get("/gallery/?theme=pink&dir=up&width=0").status_code == 200


@pytest.mark.django_db
def test_a_shop_without_products_has_a_gallery_as_well(client: Client, settings: Settings) -> None:
    settings.GALLERY = True
    assert "Rain jacket 1" in client.get("/gallery/").content.decode()


@pytest.mark.django_db
def test_visitors_find_no_gallery_and_staff_do(client: Client, settings: Settings) -> None:
    settings.GALLERY = False
    assert client.get("/gallery/").status_code == 404
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get("/gallery/").status_code == 200


@pytest.mark.usefixtures("open_gallery")
def test_the_page_speaks_the_reader_s_language_and_says_where_it_does_not(client: Client) -> None:
    text = client.get("/gallery/", headers={"Accept-Language": "de"}).content.decode()
    for words in (
        "Bausteine",
        "Schreibrichtung",
        "von rechts nach links",
        "ist anzugeben",
        "eines pro Seite",
        "Kopieren",
        "Unterhaltung",
    ):
        assert words in text
    assert '<span lang="en">A button, or a link that looks like one.</span>' in text
    for words in (">Components<", ">by default<", ">has to be given<", ">Copy<"):
        assert words not in text
