"""Publishing, and what a new version shows on cards that are out."""

from collections.abc import Mapping
from typing import Any

import pytest

from functions.journeys.publish import publish
from loyalty.errors import BadConfiguration
from loyalty.program import Program
from tests.builders import program_data
from tests.shop import Shop


def drawing(shop: Shop, seen: list[int]) -> Any:
    """A drawer that notes which version was already in force while it drew."""

    def draw(program: Program, logo: bytes | None) -> Mapping[str, bytes]:
        seen.append(shop.services.programs.current(program.id).version)
        return {"badge/icon.png": b"icon"}

    return draw


def test_pictures_are_there_before_the_version_is(shop: Shop) -> None:
    seen: list[int] = []

    published = publish(
        shop.services, program_data(name="Café neuf"), drawing(shop, seen), lambda programs: None
    )

    assert (seen, published.program.version) == ([1], 2)


def test_the_same_file_again_is_not_drawn_again(shop: Shop) -> None:
    seen: list[int] = []
    data = program_data(name="Café deux fois")

    for _ in range(2):
        publish(shop.services, data, drawing(shop, seen), lambda programs: None)

    assert len(seen) == 1


def logo_drawer(seen: list[bytes | None]) -> Any:
    """A drawer that notes which master it was given."""

    def draw(program: Program, logo: bytes | None) -> Mapping[str, bytes]:
        seen.append(logo)
        return {}

    return draw


def test_a_logo_is_kept_beside_the_designs_and_drawn_from_there(shop: Shop) -> None:
    seen: list[bytes | None] = []
    data = program_data(name="Café au logo", brand__logo="00aa.png")

    publish(shop.services, data, logo_drawer(seen), lambda programs: None, b"master")
    publish(shop.services, data | {"name": "Autre"}, logo_drawer(seen), lambda programs: None)

    assert shop.services.images.read("cafe-poincon", "logo", "00aa.png") == b"master"
    assert seen == [b"master", b"master"]


def test_a_program_whose_logo_is_elsewhere_is_drawn_without_and_says_so_once(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[bytes | None] = []
    data = program_data(name="Café importé", brand__logo="00bb.png")

    for _ in range(2):
        publish(shop.services, data, logo_drawer(seen), lambda programs: None)
    told = [record.getMessage() for record in caplog.records]
    publish(shop.services, data, logo_drawer(seen), lambda programs: None, b"found again")

    assert told.count("logo-missing") == 1
    assert seen == [None, b"found again"]


def test_a_program_that_is_refused_leaves_no_logo(shop: Shop) -> None:
    data = program_data(currency="CHF", brand__logo="00cc.png")

    with pytest.raises(BadConfiguration, match="currency"):
        publish(shop.services, data, logo_drawer([]), lambda programs: None, b"master")

    assert shop.services.images.read("cafe-poincon", "logo", "00cc.png") is None


def test_a_change_that_takes_something_away_is_refused_and_nothing_is_written(shop: Shop) -> None:
    with pytest.raises(BadConfiguration, match="currency"):
        shop.services.programs.publish(program_data(currency="CHF"), shop.now)

    assert shop.services.programs.current("cafe-poincon").version == 1


def test_a_card_with_more_stamps_than_a_lowered_threshold_needs_one_more(shop: Shop) -> None:
    code = shop.join().code
    for _ in range(7):
        shop.later(days=1).pair().earn(code)
    shop.services.programs.publish(program_data(stamps__threshold=5), shop.later(days=1).now)

    seen = shop.pair().get(f"cards/{code}").json
    stamped = shop.pair().earn(code).json

    assert seen["headline"].endswith("4 sur 5")
    assert seen["say"] == "4 tampons. Encore 1 et le café est offert."
    assert stamped["card"]["ready"][0]["count"] == 1
    assert stamped["card"]["balance"]["text"] == "5/5"
