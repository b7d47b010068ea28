"""A launch that is heard of, and what comes before and after it."""

from typing import Any

import pytest

from tests.loyalty.mistakes.sensible import LAUNCH, only, plain, rows, sensible


def launched(**changes: Any) -> Any:
    launch = {key: value for key, value in (LAUNCH | changes).items() if value is not None}
    return sensible(launch=launch)


def test_without_a_launch_all_three_parts_are_missing() -> None:
    assert rows(sensible(launch=None)) == [
        ("M5", "launch.reminder_days"),
        ("M7", "launch.asked"),
        ("M9", "launch.announced"),
    ]


@pytest.mark.parametrize(
    ("ready", "figure", "cure"),
    [
        (
            [],
            "0 support sur 3 est prêt.",
            "Préparez une affiche, un dépliant et une phrase pour la caisse "
            "(poster, flyer, script).",
        ),
        (
            ["poster", "script"],
            "2 supports sur 3 sont prêts.",
            "Préparez un dépliant (flyer).",
        ),
    ],
)
def test_what_is_not_ready_is_named(ready: list[str], figure: str, cure: str) -> None:
    found = only(launched(announced=ready), "fr")

    assert (found.row, found.figure, found.cure) == ("M9", figure, cure)


def test_without_a_reminder_the_program_is_forgotten() -> None:
    found = only(launched(reminder_days=None))

    assert (found.row, found.figure) == ("M5", "No reminder is planned.")


def test_a_reminder_every_46_days_is_too_rare() -> None:
    assert only(launched(reminder_days=46)).figure == "A reminder every 46 days, 45 at most."


@pytest.mark.parametrize(
    ("asked", "figure", "cure"),
    [
        (0, "0 client interrogé, 10 au moins.", "Demandez à 10 clients de plus"),
        (1, "1 client interrogé, 10 au moins.", "Demandez à 9 clients de plus"),
        (9, "9 clients interrogés, 10 au moins.", "Demandez à 1 client de plus"),
    ],
)
def test_fewer_than_ten_customers_asked_is_assuming(asked: int, figure: str, cure: str) -> None:
    found = only(launched(asked=asked), "fr")

    assert (found.row, found.figure) == ("M7", figure)
    assert plain(found.cure).startswith(cure)
