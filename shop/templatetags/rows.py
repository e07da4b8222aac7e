"""Many rows of one look, written by filling in a skeleton instead of walking through a template for
each.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.template.base import NodeList
from django.template.base import render_value_in_context as written
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

# Private characters of Unicode, which no text of ours holds, around the name of a value.
OPEN, CLOSE = "\ue000", "\ue001"
MOST_SKELETONS = 256
MOST_TEMPLATES = 64
_SET = object()


class Mark:
    """Stands for a row while its skeleton is drawn: a value that is there is a mark, and what is
    false, or true and nothing else, is itself, so that conditions go the row's own way.
    """

    def __init__(self, row: Any, names: list[str]) -> None:
        self._row = row
        self._names = names

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._row, name)
        if name not in self._names:
            self._names.append(name)
        return value if _is_plain(value) else SafeString(f"{OPEN}{name}{CLOSE}")


class Skeleton(NamedTuple):
    """The look of some rows: `gaps` are the places among its texts where values stand, each with
    the index of its value.
    """

    texts: list[str]
    gaps: list[tuple[int, int]]


class Skeletons:
    """The skeletons of one template: one for each way that the conditions of a row can go."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes
        self._names: list[str] = []
        self._held: dict[Any, Skeleton] = {}

    def draw(self, name: str, row: Any, context: Context, way: tuple[Any, ...]) -> str:
        """Returns what the template draws of the row, which it calls `name`. `way` is what changes
        the look of all rows alike.
        """
        values = [getattr(row, each) for each in self._names]
        skeleton = self._held.get(_key(values, way))
        if skeleton is None:
            skeleton = self._add(name, row, context, way)
            values = [getattr(row, each) for each in self._names]
        filled = skeleton.texts.copy()
        for place, index in skeleton.gaps:
            value = values[index]
            # Most are plain text, of which Django's way to write a value asks a dozen questions.
            filled[place] = escape(value) if type(value) is str else written(value, context)
        return "".join(filled)

    def _add(self, name: str, row: Any, context: Context, way: tuple[Any, ...]) -> Skeleton:
        before = len(self._names)
        text = self.nodes.render(context.new({name: Mark(row, self._names)}))
        if len(self._names) > before or len(self._held) >= MOST_SKELETONS:
            self._held = {}  # keys hold more names from now on
        # Texts and the names of values take turns.
        texts = text.replace(CLOSE, OPEN).split(OPEN)
        gaps = [(place, self._names.index(texts[place])) for place in range(1, len(texts), 2)]
        values = [getattr(row, each) for each in self._names]
        skeleton = self._held[_key(values, way)] = Skeleton(texts, gaps)
        return skeleton


def _key(values: list[Any], way: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*way, *[value if not value or value is True else _SET for value in values])


def _is_plain(value: Any) -> bool:
    return not value or value is True


_skeletons: dict[int, Skeletons] = {}


def _skeletons_of(nodes: NodeList) -> Skeletons:
    """Kept by the identity of the nodes, which each holds on to: an edited template has others."""
    found = _skeletons.get(id(nodes))
    if found is None:
        if len(_skeletons) >= MOST_TEMPLATES:
            _skeletons.clear()
        found = _skeletons[id(nodes)] = Skeletons(nodes)
    return found


@register.simple_tag(takes_context=True)
def drawn(
    context: Context, partial: str, name: str, rows: Iterable[Any], apart: Sequence[Any] = ()
) -> SafeString:
    """Draws a partial for each row, which it calls `name`; nothing else of the page is seen in it.

    A row's values may only be written, or asked whether they are there: no filter, no comparison.
    The exception are rows whose `pk` is `apart`, which see `shortlist` and are drawn one by one.
    """
    if context.template is None:  # never while a page is drawn
        raise template.TemplateSyntaxError("drawn stands in a template")
    nodes = context.template.engine.get_template(partial).nodelist
    skeletons = _skeletons_of(nodes)
    way = (get_language(), context.use_l10n)
    texts: list[str] = []
    for row in rows:
        if apart and row.pk in apart:
            texts.append(nodes.render(context.new({name: row, "shortlist": apart})))
        else:
            texts.append(skeletons.draw(name, row, context, way))
    return mark_safe("".join(texts))  # noqa: S308


@register.filter
def without_hits(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """The cards alone, of hits with their cards."""
    return [card for _hit, card in pairs]
