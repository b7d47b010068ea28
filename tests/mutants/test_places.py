"""Every planted bug still has its place. What finds them is measured by ``make mutants``."""

from pathlib import Path

import pytest

from tests.mutants.mutant import Mutant
from tests.mutants.planted import MUTANTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_bug_has_one_place_and_is_code(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")

    planted = mutant.planted(text)

    assert planted != text
    compile(planted, mutant.file, "exec")


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_tests_that_should_find_a_bug_are_there(mutant: Mutant) -> None:
    assert mutant.near
    assert all((ROOT / test).exists() for test in mutant.near)


def test_bugs_have_names_of_their_own_and_a_reason() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert all(mutant.why for mutant in MUTANTS)


def test_every_room_of_the_ledger_has_bugs() -> None:
    rooms = {mutant.file.rpartition("/")[0] for mutant in MUTANTS if not mutant.equivalent}

    assert {"loyalty", "functions/store", "functions/journeys"} <= rooms
    assert sum(not mutant.equivalent for mutant in MUTANTS) >= 60
