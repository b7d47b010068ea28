"""What a program answers: its languages, its model, its rewards, what it promised."""

import pytest

from loyalty.errors import UnknownReward
from tests.builders import program


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("en-GB", "en"), ("EN", "en"), ("fr", "fr"), ("de", "fr"), ("", "fr"), (None, "fr")],
)
def test_a_program_speaks_the_language_nearest_to_what_was_asked(
    wanted: str | None, spoken: str
) -> None:
    assert program().speaks(wanted) == spoken


def test_a_shop_may_speak_english_first() -> None:
    cafe = program(languages=["en", "fr"])

    assert (cafe.language, cafe.speaks("de")) == ("en", "en")


def test_a_reward_is_found_by_its_id_or_unknown() -> None:
    cafe = program()

    assert cafe.reward("coffee") is cafe.rewards[0]
    with pytest.raises(UnknownReward) as unknown:
        cafe.reward("car")
    assert unknown.value.facts == {"reward": "car"}
