"""Sizes of clothes and shoes, where the shop has them: "size 42", "in M", "XL"."""

import re
from collections.abc import Iterator

from shop.search.attribute_vocabulary import Labels
from shop.search.folding import fold
from shop.search.lexicon import SIZE_NAMES, UNIT

_NAMES = {
    name: letters for letters, names in SIZE_NAMES.items() for name in (letters, *names.split("/"))
}
_LETTERS = "|".join(
    sorted((re.escape(name).replace(r"\ ", r"\s+") for name in _NAMES), key=len, reverse=True)
)
_UNMISTAKABLE = "|".join(
    sorted(
        (re.escape(name) for name in _NAMES if re.search(r"x.", name) and " " not in name),
        key=len,
        reverse=True,
    )
)
_REGION = re.compile(r"^(?:uk|eu|us|de)\s+(?=\d)")
_AFTER = rf"(?![\w.'’-]|\s*[x×*]\s*\d)(?!{UNIT})"
_FORMS = [
    re.compile(
        r"\b(?:in\s+)?(?:an?\s+)?(?:(?:shoe|clothing|eu|uk|us)\s+)?size(?:(?=\d)|s?(?:\s*:\s*|\s+))"
        rf"(?:(?:eu|uk|us)\s+)?({_LETTERS}|\d{{1,3}}(?:[.,]5)?){_AFTER}",
        re.I,
    ),
    re.compile(rf"\b(?:in\s+)?(?:an?\s+)?({_LETTERS})[\s-]+sized?{_AFTER}", re.I),
    re.compile(
        rf"\bin\s+(?:an?\s+)?({_LETTERS}|\d{{2}}(?:[.,]5)?)"
        r"(?=\s*(?:$|[,.;!?)])|\s+(?:and|or|for|under|from|with)\b)",
        re.I,
    ),
    # A single capital letter at the end: "the smock in red, L".
    re.compile(rf"(?<![\w'’-])([SML]){_AFTER}(?=\s*(?:$|[.;!?)]))"),
    re.compile(rf"(?<![\w'’-])({_UNMISTAKABLE}){_AFTER}", re.I),
]


def sizes(text: str, labels: Labels) -> Iterator[tuple[int, int, str, str, tuple[str, ...]]]:
    """(start, end, label, key, values) of every size that one attribute of the shop has."""
    for form in _FORMS if labels.sizes else ():
        for match in form.finditer(text):
            said = fold(match[1])
            fits = {
                key: values
                for key, held in labels.sizes.items()
                if (values := _fitting(said, held))
            }
            if len(fits) == 1:
                key, values = next(iter(fits.items()))
                yield (
                    match.start(),
                    match.end(),
                    f"size {_NAMES.get(said, said).upper()}",
                    key,
                    values,
                )


def _fitting(said: str, held: tuple[str, ...]) -> tuple[str, ...]:
    name = _NAMES.get(said, said)
    return tuple(value for value in held if _size(value) == name or _lies_in(said, value))


def _size(value: str) -> str:
    """The size that a value is, without its region or what stands in brackets: "6" of "UK 6"."""
    plain = _REGION.sub("", fold(re.sub(r"\s*\(.*\)$", "", value)))
    return _NAMES.get(plain, plain)


def _lies_in(said: str, value: str) -> bool:
    """Whether "42" is one of "40-47"."""
    ends = re.fullmatch(r"(\d{1,3})\s*[-–]\s*(\d{1,3})", value)
    return (
        bool(ends and re.fullmatch(r"\d{1,3}(?:[.,]5)?", said))
        and int(ends[1]) <= float(said.replace(",", ".")) <= int(ends[2])
        if ends
        else False
    )
