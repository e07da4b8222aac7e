"""By when something is wanted is no part of the thing."""

import pytest

from chat.builtin.hurry import has_to_arrive, without_hurry


@pytest.mark.parametrize(
    ("clause", "left"),
    [
        ("need a tent quick", "need a tent"),
        ("a kettle for tomorrow", "a kettle"),
        ("headphones, next day delivery", "headphones"),
        ("a desk lamp and it must be here by friday", "a desk lamp"),
        ("but it has to arrive before the weekend", ""),
        ("quick dry towel", "quick dry towel"),
        ("a bag for the weekend in red", "a bag for the weekend in red"),
        ("boots for wet days", "boots for wet days"),
    ],
)
def test_the_time_at_the_end_is_taken_off(clause: str, left: str) -> None:
    assert without_hurry(clause) == left


def test_what_has_to_arrive_is_no_question() -> None:
    assert has_to_arrive("must be here by friday")
    assert not has_to_arrive("must I pay in advance")
