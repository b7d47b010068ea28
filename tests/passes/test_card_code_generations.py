"""A code names its generation, and nobody can read it as another one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.errors import UnknownCard
from passes.card_code import LATEST_GENERATION, Presented, new_card_id, seal, unseal
from passes.keyring import Keyring

KEYS = Keyring.parse("1:" + "5e" * 32)
CAFE = "cafe-poincon"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@given(st.integers(0, LATEST_GENERATION))
@settings(deadline=None, max_examples=64)
def test_a_code_is_read_as_the_generation_of_which_it_is(generation: int) -> None:
    card = new_card_id()

    code = seal(KEYS, "scan", CAFE, card, generation)

    assert unseal(KEYS, "scan", CAFE, code) == Presented(card, generation)


@given(st.integers(0, LATEST_GENERATION), st.integers(0, 37), st.integers(1, 31))
@settings(deadline=None, max_examples=100)
def test_a_code_with_other_bits_is_nobodys(generation: int, place: int, other: int) -> None:
    code = seal(KEYS, "scan", CAFE, new_card_id(), generation)
    forged = BASE32[BASE32.index(code[place]) ^ other]

    with pytest.raises(UnknownCard):
        unseal(KEYS, "scan", CAFE, code[:place] + forged + code[place + 1 :])
