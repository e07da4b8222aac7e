"""What goes with a product, from its own text, the texts of others, and the shop's categories."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_noop
from pydantic_ai import RunContext, ToolReturn

from chat.tools.deps import Deps, tools
from chat.tools.products import get_product_row
from chat.tools.results import Bundle, Part, line
from shop.feeds.markup import plain_text
from shop.models import Product
from shop.search import SearchQuery, goes_with
from shop.search.lexicon import STOP
from shop.search.query import LONGEST_WORDS
from shop.search.stemming import stem
from shop.search.vocabulary import fold
from site_config.aio import in_database

# Of a kind, and of kinds.
MOST_OF_KIND, MOST_KINDS = 3, 6
# Each costs a search.
MOST_SENTENCES = 4
_NEEDS = re.compile(
    r"\b(?:needs?|needed|requires?|required|without|separate(?:ly)?|not included|nor|neither|"
    r"no \w+ in|none in|has to be|goes? with|works? with|wants?|belongs?|comes? with)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")
# In words, of a text in which names are looked for, and of a name.
MOST_NAME_WORDS, LONGEST_NAME = 40, 6
# A word of a product's name says too little in so few letters.
LEAST_WORD = 4


@tools.tool
async def bundle(ctx: RunContext[Deps], product_id: int) -> ToolReturn:
    """Find what goes with a product, or is needed to use it: what its own text says, products that
    the text speaks of, products whose text speaks of it, and what is bought for the same purpose.
    The visitor sees them as cards.

    Args:
        product_id: The id from an earlier result.
    """
    product = await in_database(get_product_row)(ctx.deps, product_id)
    found = await in_database(_bundle)(ctx.deps, product)
    cards = [product.pk, *(each.id for part in found.parts for each in part.products)]
    step = {"text": gettext_noop("Looked for what goes with %(name)s"), "name": product.name}
    return ToolReturn(
        return_value=found, metadata={"cards": cards, "step": step, "confidence": 0.8}
    )


def _bundle(deps: Deps, product: Product) -> Bundle:
    says = [each for each in _sentences(product.description) if _NEEDS.search(each)]
    parts: dict[str, Part] = {}
    taken = {product.pk}
    candidates = (
        *_naming(deps, product),
        *_named_in(product),
        *_spoken_of(deps, product, says[:MOST_SENTENCES]),
        *_speaking_of(deps, product),
        *((other, "") for other in goes_with(product)),
    )
    for other, why in candidates:
        kind = other.category.path if other.category else ""
        if other.pk in taken or (kind not in parts and len(parts) == MOST_KINDS):
            continue
        part = parts.setdefault(kind, Part(category=kind, why=why, products=[]))
        if len(part.products) < MOST_OF_KIND:
            taken.add(other.pk)
            part.products.append(line(other))
    return Bundle(product=line(product), says=says, parts=list(parts.values()))


def _naming(deps: Deps, product: Product) -> Iterator[tuple[Product, str]]:
    """Products of which a text or an attribute has the name of this one: a refill, an extension."""
    name = _plain(product.name).strip()
    query = SearchQuery(words=product.name[:LONGEST_WORDS], literal=True, without=(product.pk,))
    for hit in deps.search(query).hits:
        if why := next((each for each in _texts(hit.product) if f" {name} " in _plain(each)), ""):
            yield hit.product, why


def _named_in(product: Product) -> Iterator[tuple[Product, str]]:
    """Products whose whole name stands in a text or an attribute of this one: what it extends."""
    texts = _texts(product)
    names = {name for text in texts for name in _names(text)}
    others = Product.objects.filter(active=True, name__in=names).exclude(pk=product.pk)
    for other in others.select_related("category")[:MOST_OF_KIND]:
        yield other, next(text for text in texts if other.name in text)


def _texts(product: Product) -> list[str]:
    """Its sentences, and what its attributes say as text."""
    stated = [
        f"{key.replace('_', ' ')}: {value}"
        for key, value in product.attributes.items()
        if isinstance(value, str)
    ]
    return [*_sentences(product.description), *stated]


def _names(text: str) -> Iterator[str]:
    """What may be the name of a product in a text: words in a row of which the first has a
    capital.
    """
    said = text.split()[:MOST_NAME_WORDS]
    for at, word in enumerate(said):
        if word[:1].isupper():
            for end in range(at + 1, min(at + LONGEST_NAME, len(said)) + 1):
                yield " ".join(said[at:end]).strip(".,;:!?()")


def _plain(text: str) -> str:
    words = (word.strip(".,;:!?()") for word in fold(text).split())
    return f" {' '.join(words)} "


def _spoken_of(deps: Deps, product: Product, says: Iterable[str]) -> Iterator[tuple[Product, str]]:
    """Products that are called by a word of a sentence on what is needed, with that sentence."""
    own = _words(product.name)
    for sentence in says:
        query = SearchQuery(words=sentence[:LONGEST_WORDS], literal=True, without=(product.pk,))
        said = _words(sentence) - own
        for hit in deps.search(query).hits:
            path = hit.product.category.path if hit.product.category else ""
            if said & (_words(hit.product.name) | _words(path.rpartition(">")[2])):
                yield hit.product, sentence


def _speaking_of(deps: Deps, product: Product) -> Iterator[tuple[Product, str]]:
    """Products of other categories whose text speaks of this kind, with their sentence."""
    if product.category is None:
        return
    kind = product.category.path.rpartition(">")[2].strip()
    called = _words(kind) & _words(f"{product.name} {product.description}") or _words(kind)
    query = SearchQuery(words=kind[:LONGEST_WORDS], literal=True, without=(product.pk,))
    for hit in deps.search(query).hits:
        text = f"{hit.product.name}. {hit.product.description}"
        if hit.product.category_id != product.category_id and (
            why := next((each for each in _sentences(text) if called & _words(each)), "")
        ):
            yield hit.product, why


def _sentences(text: str) -> list[str]:
    return [each.strip() for each in _SENTENCE_END.split(plain_text(text)) if each.strip()]


def _words(text: str) -> frozenset[str]:
    """The stems of the words that can name a thing."""
    return frozenset(
        stem(word) for word in fold(text).split() if len(word) >= LEAST_WORD and word not in STOP
    )
