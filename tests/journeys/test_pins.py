"""PINs: what the house makes, and what is kept of them."""

import time
from collections import Counter

import pytest

from functions.journeys import pins
from passes.keyring import Keyring

OLD = Keyring(1, {1: b"a" * 32})
BOTH = Keyring(2, {1: b"a" * 32, 2: b"b" * 32})
OTHER = Keyring(1, {1: b"c" * 32})


def test_a_pin_is_four_digits_and_none_that_is_tried_first() -> None:
    made = {pins.new() for _ in range(3000)}

    assert all(len(pin) == 4 and pin.isascii() and pin.isdecimal() for pin in made)
    obvious = {"0000", "1111", "9999", "1234", "0123", "4321", "9876", "2468", "1212", "7070"}
    assert made & obvious == set()


def test_pins_are_all_over_the_place() -> None:
    firsts = Counter(pins.new()[0] for _ in range(2000))

    assert len(firsts) == 10
    assert max(firsts.values()) < 300


def test_a_pin_is_known_again_and_no_other_is() -> None:
    kept = pins.kept(OLD, "4071")

    assert pins.is_right(OLD, "4071", kept)
    assert not pins.is_right(OLD, "4072", kept)
    assert not pins.is_right(OLD, "", kept)


def test_what_is_kept_has_no_pin_in_it_and_is_never_the_same() -> None:
    kept = {pins.kept(OLD, "4071") for _ in range(3)}

    assert len(kept) == 3
    for one in kept:
        kid, cost, salt, _ = one.split("$")
        assert (kid, cost, len(bytes.fromhex(salt))) == ("1", "14,8,1", 16)


def test_a_table_without_the_secret_gives_no_pin() -> None:
    """All ten thousand could be tried at leisure, if the hash were all."""
    kept = pins.kept(OLD, "4071")

    assert not pins.is_right(OTHER, "4071", kept)


def test_a_pin_that_an_older_secret_made_is_good_and_is_to_be_kept_anew() -> None:
    kept = pins.kept(OLD, "4071")

    assert pins.is_right(BOTH, "4071", kept)
    assert pins.is_of_today(OLD, kept)
    assert not pins.is_of_today(BOTH, kept)
    assert pins.is_of_today(BOTH, pins.kept(BOTH, "4071"))


def test_one_of_a_secret_that_was_taken_out_is_never_right() -> None:
    kept = pins.kept(BOTH, "4071")

    assert not pins.is_right(OLD, "4071", kept)


def test_one_that_was_kept_at_another_cost_is_good_and_is_to_be_kept_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pins, "_COST", "10,8,1")
    kept = pins.kept(OLD, "4071")
    monkeypatch.undo()

    assert pins.is_right(OLD, "4071", kept)
    assert not pins.is_of_today(OLD, kept)


@pytest.mark.parametrize("kept", ["", "9$14,8,1$00$00", "x", "$$$"])
def test_where_nothing_is_kept_as_much_work_is_done(
    monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    hashed = []
    scrypt = pins.hashlib.scrypt
    monkeypatch.setattr(
        pins.hashlib, "scrypt", lambda *given, **more: hashed.append(more) or scrypt(*given, **more)
    )

    assert not pins.is_right(OLD, "4071", kept)

    ((cost,),) = [[one["n"] * one["r"] * one["p"] for one in hashed]]
    assert cost == 2**17


def test_a_guess_costs_some_work() -> None:
    began = time.process_time()
    pins.kept(OLD, "4071")

    assert time.process_time() - began > 0.005
