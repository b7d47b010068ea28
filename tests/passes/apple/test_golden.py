"""Every kind of card says in its pass what its file says, word for word."""

import pytest

from functions import presets
from functions.journeys import face, samples
from functions.local.development import read_program
from loyalty.program_file import parse
from tests.builders import at
from tests.passes.apple.golden import FOLDER, NOW, passes, text
from tests.passes.apple.sample import document

PASSES = dict(passes())


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_says_what_was_agreed(name: str) -> None:
    kept = FOLDER / name

    assert kept.exists() and text(PASSES[name]) == kept.read_text(encoding="utf-8"), (
        "if the change is meant: python -m tests.passes.apple.golden, and read the difference"
    )


def test_no_file_is_left_of_a_card_that_is_shown_no_more() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == set(PASSES)


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_state_of_every_preset_is_a_pass_in_both_languages(name: str) -> None:
    program = parse(read_program(presets.path(name)), version=1, valid_from=at("2026-01-01 00:00"))

    for sample in samples.samples(program, NOW):
        for content in face.faces(samples.showcase(NOW), program, sample.held, sample.entries):
            store_card = document(content)["storeCard"]
            assert 2 <= len(store_card["secondaryFields"] + store_card["auxiliaryFields"]) <= 4
            assert [f["key"] for f in store_card["backFields"] if "changeMessage" in f] == ["news"]
