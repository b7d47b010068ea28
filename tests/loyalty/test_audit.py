"""The audit of a card, where an example says more than a whole shop."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.anchors import Anchors
from loyalty.audit import CODES, Story, differences, doubts
from loyalty.card import Card
from loyalty.earning import decide_earn
from loyalty.entry import to_record
from loyalty.figures import Anchor
from tests.builders import card, program, scan

CAFE = program()
WHATEVER = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=()), max_size=9)
    | st.sampled_from(["0001-01-01T00:00:00.000Z", "9999-12-31", "refund", "reverse", "stamps"]),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(st.sampled_from(["account", "units", "since", "minor", ""]), parts)
    ),
    max_leaves=6,
)
"""What somebody with the store in their hands may put in any place."""


def story(**changes: Any) -> Story:
    """A card of two stamps."""
    state, records = card(), []
    for when in ("2026-02-03 10:00", "2026-02-04 10:00"):
        entry = decide_earn(CAFE, state, scan(when))
        state = state.after(entry)
        records.append(to_record(entry) | {"hash": entry.hash})
    told: dict[str, Any] = {"stored": state, "records": records} | changes
    return Story(program=CAFE.id, card=state.id, **told)


def codes(told: Story) -> list[str]:
    return [difference.code for difference in differences(told)]


def test_a_card_that_was_never_stamped_is_sound() -> None:
    assert codes(story(stored=card(), records=[])) == []


def test_nothing_at_all_is_no_difference() -> None:
    assert codes(story(stored=None, records=[])) == []


def test_all_differences_are_named_not_only_the_first() -> None:
    told = story()
    told.records[0]["till"] = "another"  # type: ignore[index]
    told.records[1]["balance_after"] = {}  # type: ignore[index]

    found = differences(told)

    assert [(f.code, f.seq) for f in found] == [
        ("hash-differs", 1),
        ("hash-differs", 2),
        ("balance-differs", 2),
    ]
    assert found[0].operation == told.records[0]["operation"]


def test_a_difference_says_what_is_and_what_must_be() -> None:
    stored = Card(program=CAFE.id, id=card().id, visits=7)

    found = differences(story(stored=stored, records=[]))

    assert [(f.code, f.detail) for f in found] == [("card-visits", "7 instead of 0")]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.clear(),
        lambda record: record.update(changes=[{"account": "stamps", "units": 0}]),
        lambda record: record.update(changes=["stamps"]),
        lambda record: record.update(balance_after={"stamps": "1"}),
        lambda record: record.update(facts={"gift": [1]}),
        lambda record: record.update(facts={"since": "x"}),
        lambda record: record.update(facts={"until": 7}),
        lambda record: record.update(hash="ab"),
        lambda record: record.update(happened_at="20260203T100000.0000000Z"),
        lambda record: record.update(amount={"minor": 1}),
        lambda record: record.update(recorded_at="2026-99-03T10:00:00.000Z"),
        lambda record: record.update(happened_at="2026-02-03T10:00:00.000+01"),
        lambda record: record.update(seq=-1),
        lambda record: record.update(operation=7),
        lambda record: record.update(staff=None),
    ],
)
def test_what_cannot_be_read_is_a_difference_and_no_exception(
    spoil: Callable[[Any], None],
) -> None:
    told = story()
    spoil(told.records[1])

    assert "unreadable-entry" in codes(told)


def test_a_text_that_no_one_could_have_hashed_is_a_difference() -> None:
    told = story()
    told.records[1]["till"] = "\ud800"  # type: ignore[index]

    assert codes(told) == ["hash-differs", "underivable"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_stored_ends_no_audit(data: st.DataObject) -> None:
    told = story()
    record: Any = told.records[data.draw(st.integers(0, 1))]
    fields = [*record, "facts", "staff", "amount", "reverses", "note"]
    for name in data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3)):
        record[name] = data.draw(WHATEVER)

    found, anchors = differences(told), Anchors.of(["2026-02-04T00:00:00.000Z"])
    anchors.add(told.card, told.marks)

    assert found == [] or {difference.code for difference in found} <= set(CODES)


@pytest.mark.parametrize("year", ["0001", "1899", "3000", "9999"])
def test_a_time_that_nothing_can_be_reckoned_from_is_none(year: str) -> None:
    told = story()
    told.records[1]["recorded_at"] = f"{year}-01-01T00:00:00.000Z"  # type: ignore[index]

    assert "unreadable-entry" in codes(told)


def test_what_cannot_be_examined_is_a_difference_of_that_card() -> None:
    told = story()
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    told.records[0]["note"] = deep  # type: ignore[index]

    (found,) = differences(told)

    assert (found.code, found.card) == ("underivable", told.card)
    assert found.detail.startswith("RecursionError")


def test_entries_that_end_elsewhere_than_the_card_cannot_vouch_for_it() -> None:
    told = story()
    assert told.stored

    assert doubts(told) == []
    assert doubts(replace(told, stored=replace(told.stored, visits=9))) == []
    assert doubts(replace(told, records=told.records[:1])) == ["card-head", "card-seq"]
    assert doubts(replace(told, stored=replace(told.stored, head="ab" * 32))) == ["card-head"]


def test_at_an_instant_a_card_is_its_highest_entry_recorded_before() -> None:
    """The second till's clock is a little behind the first one's."""
    anchors = Anchors.of(["10:00", "10:02", "10:04"])

    anchors.add("ada", [("10:01", 1, "a"), ("10:03", 2, "b"), ("10:01", 3, "c")])

    third = Anchor()
    third.add("ada", 3, "c")
    assert [anchors.at(text) for text in anchors.instants] == [Anchor(), third, third]
    assert anchors.whole == third


def test_anchors_of_other_instants_do_not_add() -> None:
    with pytest.raises(ValueError, match="instants"):
        Anchors.of(["10:00"]) + Anchors.of(["10:01"])
