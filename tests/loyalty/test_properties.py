"""What holds for every history of a card, every ledger, every file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.calendar import Week
from loyalty.card import Card, replay, standing
from loyalty.earning import decide_earn
from loyalty.entry import (
    GENESIS,
    STAMPS,
    Account,
    CardId,
    Entry,
    Kind,
    OperationId,
    from_record,
    reward_account,
    to_record,
)
from loyalty.errors import BadConfiguration, LoyaltyError
from loyalty.figures import Anchor, Ledger, WeekFigures, visit_times
from loyalty.program import Program
from loyalty.program_file import parse
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.retention import retention_rate
from loyalty.scan import LATEST_ARRIVAL, Scan, happened_at
from loyalty.wording import next_sentence, standing_sentence, till_headline
from tests.builders import at, card, program, program_data

quick = settings(deadline=None, max_examples=20)

THREE = program(
    stamps__threshold=3,
    active_days=14,
    limits={"cooldown_minutes": 20, "daily_cap": 4, "max_units_per_scan": 7},
)
COFFEE = reward_account("coffee")
OPENED = at("2026-10-12 09:00")
WEEKS = [Week.containing(OPENED + timedelta(days=7 * n), THREE.time_zone) for n in range(6)]


@dataclass(frozen=True)
class Step:
    """What happens next at the till, how long after the step before, and how late it arrives."""

    kind: Kind
    wait: timedelta
    delay: timedelta
    units: int


WAITS = [0, 1, 1, 2, 5, 14, 16, 19, 20, 21, 60, 300, 719, 1440, 2881, 8640]
DELAYS = [0, 0, 0, 0, 1, 20, 45, 600, 1441, 5000, 10_080, 13_000]
"""In minutes, around the cooldown (20), the undo window (15), a day, and the week's clamp."""


def minutes(numbers: list[int]) -> st.SearchStrategy[timedelta]:
    return st.sampled_from([timedelta(minutes=number) for number in numbers])


steps = st.lists(
    st.builds(
        Step,
        kind=st.sampled_from([Kind.EARN, Kind.EARN, Kind.REDEEM, Kind.REVERSE]),
        wait=minutes(WAITS),
        delay=minutes(DELAYS),
        units=st.sampled_from([1, 1, 2, 3, 7]),
    ),
    max_size=16,
)


@dataclass(frozen=True)
class Story:
    """The entries that the rules let through, and the card before and after each."""

    entries: list[Entry]
    cards: list[Card]


def played(todo: Sequence[Step]) -> Story:
    """Every step at the till in turn; what the rules refuse leaves no trace."""
    now, story = OPENED, Story([], [card(THREE)])
    for number, step in enumerate(todo):
        now += step.wait
        scan = Scan(
            operation=OperationId(f"operation-{number:012}"),
            happened_at=happened_at(now, now - step.delay, now),
            recorded_at=now,
            shop="orfevres",
            till="till-1",
            staff=None,
            body_hash="0" * 64,
        )
        try:
            entry = decided(story, step, scan)
        except LoyaltyError:
            continue
        story.entries.append(entry)
        story.cards.append(following(story, entry))
    return story


def decided(story: Story, step: Step, scan: Scan) -> Entry:
    ada = story.cards[-1]
    if step.kind is Kind.EARN:
        return decide_earn(THREE, ada, scan, Purchase(units=step.units), over_ready=True)
    if step.kind is Kind.REDEEM:
        return decide_redeem(THREE, ada, scan, reward="coffee")
    latest = story.entries[-1].operation if story.entries else OperationId("none")
    return decide_undo(THREE, story.entries, scan, operation=latest)


def following(story: Story, entry: Entry) -> Card:
    """As the till's journey has it: only an undo is replayed."""
    if entry.kind is Kind.REVERSE:
        return replay(THREE.id, entry.card, story.entries)
    return story.cards[-1].after(entry)


def summed(entries: Sequence[Entry]) -> dict[Account, int]:
    totals = {STAMPS: 0, COFFEE: 0}
    for entry in entries:
        for change in entry.changes:
            totals[change.account] += change.units
    return {account: units for account, units in totals.items() if units}


stories = steps.map(played)


@given(stories)
@quick
def test_no_balance_is_ever_negative_and_no_lot_is_ever_empty(story: Story) -> None:
    lots = [lot for state in story.cards for lot in state.lots]

    assert all(lot.units > 0 for lot in lots)
    assert all(units > 0 for entry in story.entries for units in entry.balance_after.values())


@given(stories)
@quick
def test_changes_lots_and_the_last_entry_agree_on_the_balance(story: Story) -> None:
    for entry, state in zip(story.entries, story.cards[1:], strict=True):
        assert summed(story.entries[: entry.seq]) == state.balances == entry.balance_after


@given(stories)
@quick
def test_a_replay_is_the_card_that_grew_entry_by_entry(story: Story) -> None:
    for number, state in enumerate(story.cards):
        assert replay(THREE.id, state.id, story.entries[:number]) == state


@given(stories, st.randoms(use_true_random=False))
@quick
def test_a_replay_does_not_mind_the_order_in_which_entries_are_read(
    story: Story, chance: Any
) -> None:
    shuffled = list(story.entries)
    chance.shuffle(shuffled)

    assert replay(THREE.id, story.cards[-1].id, shuffled) == story.cards[-1]
    assert standing(shuffled) == standing(story.entries)


@given(stories)
@quick
def test_an_undo_is_exact(story: Story) -> None:
    for number, entry in enumerate(story.entries):
        if entry.kind is Kind.REVERSE:
            was, now = story.cards[number - 1], story.cards[number + 1]
            assert (now.lots, now.visits) == (was.lots, was.visits)
            assert (now.last_visit_at, now.recent) == (was.last_visit_at, was.recent)
            assert entry.visit == was.visits


@given(stories)
@quick
def test_every_stamp_is_either_held_or_has_become_a_reward(story: Story) -> None:
    stands = standing(story.entries)
    given_away = sum(entry.kind is Kind.REDEEM for entry in stands)
    ada = story.cards[-1]

    rewards = ada.balance(COFFEE) + given_away
    assert sum(entry.units for entry in stands) == 3 * rewards + ada.balance(STAMPS)
    assert ada.balance(STAMPS) < 3


@given(stories)
@quick
def test_no_number_is_missing_and_each_entry_names_the_hash_of_the_one_before(
    story: Story,
) -> None:
    previous = GENESIS

    for seq, entry in enumerate(story.entries, start=1):
        assert (entry.seq, entry.previous_hash) == (seq, previous)
        previous = entry.hash
    assert story.cards[-1].head == previous


@given(stories)
@quick
def test_an_entry_altered_afterwards_breaks_the_chain(story: Story) -> None:
    for entry, later in pairwise(story.entries):
        for altered in (
            replace(entry, units=entry.units + 1),
            replace(entry, happened_at=entry.happened_at + timedelta(milliseconds=1)),
            replace(entry, changes=entry.changes[1:]),
            replace(entry, visit=entry.visit + 1),
        ):
            assert altered.hash != later.previous_hash


@given(stories)
@quick
def test_a_ledger_is_read_as_it_was_written(story: Story) -> None:
    text = json.dumps([to_record(entry) for entry in story.entries])

    assert [from_record(record) for record in json.loads(text)] == story.entries


@given(stories)
@quick
def test_standing_stamps_keep_their_distance_and_their_daily_cap(story: Story) -> None:
    """However late they arrived: judged by when they were made."""
    made = sorted(e.happened_at for e in standing(story.entries) if e.kind is Kind.EARN)
    days = [moment.astimezone(THREE.time_zone).date() for moment in made]

    apart = [after - before for before, after in pairwise(made)]
    assert all(gap >= timedelta(minutes=20) for gap in apart)
    assert all(days.count(day) <= 4 for day in days)


@given(stories)
@quick
def test_there_is_a_whole_sentence_for_every_card(story: Story) -> None:
    for state in story.cards:
        for language in THREE.languages:
            assert "-" not in next_sentence(THREE, state, language)
            assert standing_sentence(THREE, state, language).endswith(".")
            assert till_headline(THREE, state, "Ada", language).startswith("Ada · ")


@given(steps)
@quick
def test_a_card_and_the_figures_count_the_same_visits_where_nothing_is_late(
    todo: list[Step],
) -> None:
    story = played([replace(step, delay=timedelta(0)) for step in todo])

    times = visit_times(THREE, standing(story.entries))

    assert story.cards[-1].visits == len(times)


def ledgers(of: Sequence[Story]) -> list[Ledger]:
    return [
        Ledger(card=CardId(f"card-{n}"), joined_at=OPENED, entries=story.entries)
        for n, story in enumerate(of)
    ]


def folded(week: Week, cards: Sequence[Ledger]) -> WeekFigures:
    figures = WeekFigures(week=week)
    for each in cards:
        figures.fold(THREE, each)
    return figures


shops = st.lists(stories, max_size=3)


@given(shops, st.sampled_from(WEEKS), st.integers(0, 3))
@quick
def test_figures_do_not_mind_the_order_of_cards_nor_their_shards(
    of: list[Story], week: Week, cut: int
) -> None:
    cards = ledgers(of)

    whole = folded(week, cards)

    assert folded(week, cards[::-1]) == whole
    assert folded(week, cards[:cut]) + folded(week, cards[cut:]) == whole


@given(shops, st.sampled_from(WEEKS))
@quick
def test_every_customer_of_a_week_is_kept_lost_new_or_returned(of: list[Story], week: Week) -> None:
    figures = folded(week, ledgers(of))
    cohort = figures.cohort

    assert cohort.start == cohort.kept + cohort.lost
    assert cohort.end == cohort.kept + cohort.new + cohort.returned
    assert cohort.retention is None or 0 <= cohort.retention <= 1


@given(shops)
@quick
def test_the_end_of_a_week_is_the_start_of_the_next(of: list[Story]) -> None:
    cards = ledgers(of)

    weeks = [folded(week, cards) for week in WEEKS]

    for week, after in pairwise(weeks):
        assert week.end == after.start


@given(shops, st.sampled_from(WEEKS))
@quick
def test_a_weeks_counts_contain_each_other(of: list[Story], week: Week) -> None:
    figures = folded(week, ledgers(of))

    assert figures.visits == figures.visits_by_day.total() <= figures.scans
    assert figures.members_active <= figures.scans
    assert set(figures.visits_by_day) <= set(week.days)
    assert figures.new + figures.returned <= figures.members_active <= figures.end


@given(shops)
@quick
def test_the_weeks_together_hold_every_standing_entry_once(of: list[Story]) -> None:
    stands = [entry for story in of for entry in standing(story.entries)]
    first = min([OPENED, *(entry.happened_at for entry in stands)])
    last = max([OPENED, *(entry.happened_at for entry in stands)])

    weeks, week = [], Week.containing(first, THREE.time_zone)
    while week <= Week.containing(last, THREE.time_zone):
        weeks.append(folded(week, ledgers(of)))
        week = week.following()

    assert sum(figures.scans for figures in weeks) == len(stands)
    assert sum(figures.stamps for figures in weeks) == sum(entry.units for entry in stands)
    assert sum(figures.new for figures in weeks) == sum(bool(standing(s.entries)) for s in of)


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 99), st.text(max_size=5))))
@quick
def test_an_anchor_is_the_same_in_any_order(heads: list[tuple[str, int, str]]) -> None:
    anchors = [Anchor(), Anchor()]

    for anchor, order in zip(anchors, (heads, heads[::-1]), strict=True):
        for head in order:
            anchor.add(*head)

    assert anchors[0] == anchors[1]
    assert len(anchors[0].digest) == 64


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
@quick
def test_a_retention_rate_lies_between_none_and_all(start: int, kept: int, new: int) -> None:
    stayed = min(start, kept)

    rate = retention_rate(start, stayed + new, new)

    assert rate is None if start == 0 else rate is not None and rate * start == stayed


moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001
    lambda wall: wall.replace(tzinfo=OPENED.tzinfo)
)


@given(moments, moments)
@quick
def test_no_phones_clock_can_move_a_scan_out_of_its_last_seven_days(
    made: datetime, sent: datetime
) -> None:
    then = happened_at(OPENED, made, sent)

    assert OPENED - LATEST_ARRIVAL <= then <= OPENED


plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["fr", "en", "coffee", "#000000", "Europe/Paris", "free_item", "cup"]),
)
anything = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a file, tables and what they hold."""
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    found = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += places(value, (*path, key))
    return found


def outcome(data: Any) -> Program | None:
    """The program, or ``None`` where it was refused with errors that say where and why."""
    try:
        return parse(data, version=1, valid_from=OPENED)
    except BadConfiguration as refused:
        assert refused.facts["errors"]
        assert all(e["reason"] and e["hint"] for e in refused.facts["errors"])
        assert str(refused)
        return None


@given(anything)
@quick
def test_nothing_that_is_no_program_is_taken_for_one(data: Any) -> None:
    assert outcome(data) is None


@given(st.lists(st.tuples(st.sampled_from(places(program_data())), anything), max_size=4))
@settings(deadline=None, max_examples=70)
def test_a_program_file_with_anything_anywhere_is_read_or_refused(
    changes: list[tuple[tuple[str | int, ...], Any]],
) -> None:
    data = program_data()
    for (*path, key), value in changes:
        place = data
        for step in path:
            place = place[step] if step in keys(place) else {}
        if key in keys(place):
            place[key] = value

    read = outcome(data)

    if read:
        assert sorted(read.languages) in (["en"], ["fr"], ["en", "fr"])
        assert read.reward(read.stamps.reward)
        for language in read.languages:
            assert standing_sentence(read, card(read), language)
            assert next_sentence(read, card(read), language)


def keys(place: Any) -> list[str | int]:
    """What can be replaced there; nothing in what is no table any more."""
    if isinstance(place, dict):
        return list(place)
    return list(range(len(place))) if isinstance(place, list) else []


@given(st.text(max_size=10) | st.from_regex(r"[0-9]{4}-W[0-9]{2}", fullmatch=True))
@quick
def test_a_text_is_the_name_of_one_week_or_of_none(text: str) -> None:
    try:
        week = Week.named(text)
    except ValueError:
        return

    assert week.name == text
    assert week.following().previous() == week


def test_shards_may_be_any_number() -> None:
    """Sums start from an empty week."""
    empty = [WeekFigures(week=WEEKS[0]) for _ in range(3)]

    assert reduce(add, empty) == WeekFigures(week=WEEKS[0])
