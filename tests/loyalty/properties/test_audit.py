"""Whatever happens to a card in any program, it audits clean, and no change of it is unseen."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from json import dumps
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loyalty.anchors import Anchors
from loyalty.audit import Story, differences, rebuilt
from loyalty.entry import CardId, Entry, instant_text, to_record
from loyalty.figures import Anchor, Ledger
from tests.loyalty.properties.lives import Life, lives, quick


def records(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [to_record(entry) | {"hash": entry.hash} for entry in entries]


def story(life: Life) -> Story:
    card = life.customer.card
    return Story(program=card.program, card=card.id, stored=card, records=records(life.entries))


@given(lives)
@quick
def test_a_card_that_nobody_touched_has_no_difference(life: Life) -> None:
    told = story(life)

    assert differences(told) == []
    assert rebuilt(told) == life.customer.card


@given(lives, st.randoms(use_true_random=False))
@quick
def test_no_value_of_any_entry_can_be_changed_unseen(life: Life, chance: Any) -> None:
    told = story(life)
    spoilt = copy.deepcopy(list(told.records))
    if not spoilt:
        return
    record: Any = chance.choice(spoilt)
    name = chance.choice(sorted(record))
    others = [None, "", 0, -1, [], {}, "x" * 64, True, 2.5]
    record[name] = chance.choice([one for one in others if dumps(one) != dumps(record[name])])

    assert differences(replace(told, records=spoilt))


@given(lives, st.randoms(use_true_random=False))
@quick
def test_no_entry_can_be_taken_out_or_put_in_twice_unseen(life: Life, chance: Any) -> None:
    told = story(life)
    if not told.records:
        return
    one = chance.choice(told.records)
    fewer = [record for record in told.records if record is not one]

    assert differences(replace(told, records=fewer))
    assert differences(replace(told, records=[*told.records, {**one, "operation": "another"}]))


@given(st.lists(lives, min_size=1, max_size=3), st.lists(st.integers(-2, 40), max_size=5))
@quick
def test_the_anchors_of_one_walk_are_those_of_each_instant(
    every: list[Life], hours: list[int]
) -> None:
    dated = [entry.recorded_at for life in every for entry in life.entries]
    first = min(dated) if dated else every[0].customer.holder.joined_at
    instants = [first + timedelta(hours=number) for number in (hours or [0])]
    walked = Anchors.of(instant_text(instant) for instant in instants)
    ledgers = [
        Ledger(card=CardId(f"card-{number}"), joined_at=first, entries=life.entries)
        for number, life in enumerate(every)
    ]

    for ledger in ledgers:
        told = [(instant_text(e.recorded_at), e.seq, e.hash) for e in ledger.entries]
        walked.add(ledger.card, told)

    for instant in instants:
        alone = Anchor()
        for ledger in ledgers:
            alone.add_until(ledger, instant)
        assert walked.at(instant_text(instant)) == alone
    assert walked.whole.entries == sum(len(ledger.entries) for ledger in ledgers)
