"""The library as the component files describe it: purpose, attributes and examples of each
component.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import engines
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_cotton.compiler_regex import CottonCompiler

COMPONENTS = settings.BASE_DIR / "templates" / "components"
EXAMPLES = settings.BASE_DIR / "templates" / "gallery" / "examples"

# Every component, by what it is for, in the order in which people look for them.
PURPOSES: dict[str | Promise, str] = {
    _("Actions"): "button icon_button chip shortlist_button shortlist_link languages",
    _("Fields"): "field input select checkbox search_field options option sort kept",
    _("Goods"): "picture product_card product_card_compact price rating stock gallery department "
    "comparison explanation",
    _(
        "Search"
    ): "facets category_tree facet_group price_bars price_form pagination corrected no_results",
    _(
        "Conversation"
    ): "question answer steps feedback retry version quick_replies reply greeting opener composer "
    "topic avatar dock",
    _(
        "Layout and feedback"
    ): "breadcrumb crumb tabs tab card badge alert toast empty skeleton dialog drawer icon",
}
# Scripts go by their ids, so that a page holds them once.
ONE_A_PAGE = frozenset("shortlist_link topic dock".split())
# Those that are only ever a part, and are shown in the whole.
WITHIN = {
    "category_tree": "facets",
    "facet_group": "facets",
    "price_bars": "facets",
    "price_form": "facets",
    "crumb": "breadcrumb",
    "tab": "tabs",
    "options": "search_field",
    "topic": "composer",
}
# What an attribute of this name is, wherever a component takes it.
COMMON = {
    "class": "further classes for the element",
    "product": "a product, fetched with Product.objects.for_display()",
    "listing": "what shop.listing.listing() makes of a search",
    "bubble": "a message as chat.render.bubbles() makes it",
    "long": "says it in words",
    "id": "what its ids begin with: another one for a second one on a page",
}


@dataclass(frozen=True)
class Attribute:
    name: str
    default: str | None
    """None where it has to be given."""
    meaning: str


@dataclass(frozen=True)
class Example:
    title: str
    code: str

    def draw(self, context: dict[str, Any], request: HttpRequest) -> str:
        """Cotton's tags are known to its loader alone, so that a text is compiled by hand."""
        return (
            engines["django"]
            .from_string(CottonCompiler().process(self.code))
            .render(context, request)
        )


@dataclass(frozen=True)
class Component:
    name: str
    about: str
    attributes: list[Attribute]
    takes_more: bool
    """Whether other attributes go on to its element."""
    has_slot: bool
    examples: list[Example]

    @property
    def tag(self) -> str:
        return f"c-{self.name.replace('_', '-')}"

    @property
    def is_one_a_page(self) -> bool:
        return self.name in ONE_A_PAGE

    @property
    def whole(self) -> str:
        """The tag of the component that shows this one."""
        return f"c-{WITHIN[self.name].replace('_', '-')}" if self.name in WITHIN else ""


def purposes() -> dict[str | Promise, list[Component]]:
    return {
        purpose: [component(name) for name in names.split()] for purpose, names in PURPOSES.items()
    }


def component(name: str) -> Component:
    source = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8")
    head, declared = _head(source)
    about = [line for line in head if not _meaning(line, declared)]
    meanings = COMMON | dict(found for line in head if (found := _meaning(line, declared)))
    return Component(
        name=name,
        about=" ".join(about),
        attributes=[
            Attribute(each, default, meanings.get(each, "")) for each, default in declared.items()
        ],
        takes_more="{{ attrs }}" in source,
        has_slot="{{ slot }}" in source,
        examples=_examples(name),
    )


def _head(source: str) -> tuple[list[str], dict[str, str | None]]:
    """Returns the comments above the declaration, and each attribute with its default."""
    before, found, after = source.partition("<c-vars")
    declared = after.partition("/>")[0] if found else ""
    rows = re.findall(r':?([\w-]+)(?:="([^"]*)")?', declared)
    given = {name: default if f'{name}="' in declared else None for name, default in rows}
    return re.findall(r"\{# (.+?) #\}", before if found else source.partition("\n<")[0]), given


def _meaning(line: str, declared: dict[str, str | None]) -> tuple[str, str] | None:
    """Returns (name, meaning) of a comment on one attribute: "kind: primary or quiet"; None for any
    other comment.
    """
    name, colon, meaning = line.partition(": ")
    return (name, meaning) if colon and name in declared else None


def _examples(name: str) -> list[Example]:
    """Returns the examples of a component. Each begins with a comment on its own line, which is its
    title.
    """
    path: Path = EXAMPLES / f"{name}.html"
    if name in WITHIN:
        return []
    parts = re.split(r"^\{# (.+) #\}\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [
        Example(title, code.strip("\n"))
        for title, code in zip(parts[1::2], parts[2::2], strict=True)
    ]
