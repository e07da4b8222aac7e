"""The currencies that are legal tender somewhere today, as CLDR has them."""

from babel.core import get_global


def current_currencies() -> list[str]:
    """Returns their ISO codes, in order: those whose use in a territory has no end."""
    uses = get_global("territory_currencies").values()
    return sorted(
        {code for each in uses for code, _start, end, tender in each if tender and not end}
    )
