"""Example queries, one list for the home page, an empty result and the assistant."""

from django.utils.translation import gettext_lazy

from site_config.stored_translation import of_catalogue, said_in

EXAMPLES = (
    gettext_lazy("a warm jacket under 150 for hiking"),
    gettext_lazy("a gift for a 6 year old under 30"),
    gettext_lazy("headphones for the train"),
    gettext_lazy("a sofa for a small flat"),
)


def examples() -> list[tuple[str, str]]:
    """Returns (label, words) of each example: the label in the visitor's language, the words in the
    catalogue's.
    """
    return list(zip(map(str, EXAMPLES), said_in(of_catalogue(), EXAMPLES), strict=True))
