"""Cards as an audit finds them, and the state of its run, on either engine."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.records import LastAudit, Tally
from functions.store.audits import AuditStore
from functions.store.claims import LEASE
from functions.store.ledger import LedgerStore
from loyalty.anchors import Anchors
from loyalty.audit import differences, rebuilt
from loyalty.entry import CardId
from loyalty.errors import CardChanged
from loyalty.figures import Anchor
from tests.builders import at
from tests.functions.store.faults import Faulty, after, lost
from tests.functions.store.forger import Forger
from tests.functions.store.shelf import SHOP, earn, head, issued, paired, stamp

ADA = "A" * 16
NIGHT = "2026-02-04"
NOW = at("2026-02-04 02:10")


@pytest.fixture(name="audits")
def _audits(engine: Faulty) -> AuditStore:
    return AuditStore(engine)


@pytest.fixture(name="ada")
def _ada(cards: LedgerStore, engine: Faulty) -> Forger:
    """A card of three stamps."""
    paired(engine)
    held = issued(cards, ADA, wallets=("apple",))
    for hour in (10, 12, 14):
        held = stamp(cards, held, f"2026-02-02 {hour}:00")
    return Forger(engine, SHOP, ADA)


def codes(audits: AuditStore) -> set[str]:
    return {found.code for story in audits.stories(SHOP) for found in differences(story)}


def test_an_honest_card_has_no_difference(audits: AuditStore, ada: Forger) -> None:
    (story,) = audits.stories(SHOP)

    assert differences(story) == []
    assert len(story.records) == 3
    assert story == audits.story(SHOP, CardId(ADA))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda ada: ada.on_entry(1, till="another"), "hash-differs"),
        (lambda ada: ada.on_entry(1, units=True), "unreadable-entry"),
        (lambda ada: ada.on_entry(1, note="x"), "hash-differs"),
        (lambda ada: ada.drop(ada.entries[-1]), "card-head"),
        (lambda ada: ada.on_card(lots=[["stamps", 9]]), "card-lots"),
        (lambda ada: ada.on_card(recent="x"), "card-unreadable"),
        (lambda ada: ada.drop(ada.head), "card-missing"),
    ],
)
def test_what_was_planted_is_found(audits: AuditStore, ada: Forger, spoil: Any, code: str) -> None:
    spoil(ada)

    assert code in codes(audits)


def test_a_card_is_read_again_when_a_scan_comes_between(
    audits: AuditStore, ada: Forger, cards: LedgerStore, engine: Faulty
) -> None:
    late = earn(head(cards), "2026-02-03 10:00")
    held, calls = head(cards), []

    def scanned(*args: Any, **terms: Any) -> Any:
        page = query(*args, **terms)
        if not calls:
            calls.append(cards.append(held, *late, scans_per_hour=None))
        return page

    query, audits.engine = engine.query, _Between(engine, scanned)  # type: ignore[assignment]

    story = audits.story(SHOP, CardId(ADA))

    assert (len(calls), len(story.records)) == (1, 4)
    assert differences(story) == []


class _Between:
    """An engine whose queries are somebody else's chance."""

    def __init__(self, engine: Faulty, query: Any) -> None:
        self._engine, self.query = engine, query

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def test_a_walk_goes_on_behind_any_place(audits: AuditStore, cards: LedgerStore) -> None:
    for letter in "ABCDEFG":
        issued(cards, letter * 16)
    walked = list(audits.walk(None))

    assert sorted(story.card for story, _ in walked if story) == [c * 16 for c in "ABCDEFG"]
    for number, (_, place) in enumerate(walked):
        assert list(audits.walk(place)) == walked[number + 1 :]


def test_a_walk_passes_what_is_no_card(audits: AuditStore, ada: Forger) -> None:
    ada.put({"pk": "P#cafe#C#a#b", "sk": "X"})
    ada.put({"pk": "P#cafe#K#ABCD", "sk": "CODE"})

    stories = [story for story, _ in audits.walk(None)]

    assert [story.card for story in stories if story] == [ADA]
    assert stories.count(None) >= 2


def test_a_frozen_card_is_known_and_can_be_thawed(
    audits: AuditStore, ada: Forger, cards: LedgerStore
) -> None:
    audits.freeze(audits.story(SHOP, CardId(ADA)), "hash-differs")
    frozen = head(cards)
    audits.thaw(audits.story(SHOP, CardId(ADA)))

    assert frozen.frozen == "hash-differs"
    assert head(cards).frozen is None
    assert "frozen" not in ada.head


def test_what_was_decided_before_the_card_was_frozen_is_decided_again(
    audits: AuditStore, ada: Forger, cards: LedgerStore
) -> None:
    held = head(cards)
    audits.freeze(audits.story(SHOP, CardId(ADA)), "hash-differs")

    with pytest.raises(CardChanged):
        stamp(cards, held, "2026-02-03 10:00")
    assert stamp(cards, head(cards), "2026-02-03 10:00").card.seq == 4


def test_nothing_is_frozen_where_there_is_no_card(audits: AuditStore, ada: Forger) -> None:
    ada.drop(ada.head)

    audits.freeze(audits.story(SHOP, CardId(ADA)), "card-missing")

    assert ada.head is None


def test_a_card_is_written_anew_and_its_wallets_are_told(
    audits: AuditStore, ada: Forger, cards: LedgerStore
) -> None:
    before = head(cards)
    ada.on_card(lots=[["stamps", 9]], frozen="card-lots", done_apple=3)
    story = audits.story(SHOP, CardId(ADA))

    assert audits.rebuild(story, rebuilt(story), NOW)

    now = head(cards)
    assert now.card == before.card
    assert (now.frozen, now.behind) == (None, ("apple",))
    assert now.modified_at > before.modified_at


def test_a_card_that_was_stamped_meanwhile_is_left_alone(
    audits: AuditStore, ada: Forger, cards: LedgerStore
) -> None:
    story = audits.story(SHOP, CardId(ADA))
    stamp(cards, head(cards), "2026-02-03 10:00")

    assert not audits.rebuild(story, rebuilt(story), NOW)
    assert head(cards).card.seq == 4


def test_a_night_is_claimed_once_and_again_when_the_claim_runs_out(audits: AuditStore) -> None:
    first = audits.begin(NIGHT, NOW)
    assert first
    assert audits.begin(NIGHT, NOW + LEASE - timedelta(seconds=1)) is None

    second = audits.begin(NIGHT, NOW + LEASE)

    assert second
    assert not audits.keep(first, NOW + LEASE)
    assert audits.keep(second, NOW + LEASE)


def test_what_is_left_is_gone_on_with_from_where_it_was_also_a_night_later(
    audits: AuditStore, ada: Forger
) -> None:
    run = audits.begin(NIGHT, NOW)
    assert run
    story, place = next((story, place) for story, place in audits.walk(None) if story)
    tally = Tally(anchors=Anchors.of(["2026-02-02T12:30:00.000Z"]), cards=1, entries=3)
    tally.anchors.add(story.card, story.marks)
    tally.codes, tally.named, tally.differences, tally.new = {"x": 1}, {ADA: "x"}, 2, 1
    run.tallies, run.cursor = {SHOP: tally}, place
    audits.pause(run, NOW)

    resumed = audits.begin("2026-02-05", NOW + timedelta(hours=24))

    assert resumed
    assert replace(resumed, claim=run.claim) == run
    assert resumed.tallies[SHOP].anchors.whole.entries == 3


def test_a_night_that_is_done_is_not_begun_again_and_the_next_one_is(audits: AuditStore) -> None:
    run = audits.begin(NIGHT, NOW)
    assert run
    run.cursor, run.tallies = "behind", {SHOP: Tally(anchors=Anchors.of([]))}
    audits.finish(run, NOW)

    assert audits.begin(NIGHT, NOW + timedelta(hours=5)) is None
    assert audits.begin("2026-02-03", NOW + timedelta(hours=5)) is None
    following = audits.begin("2026-02-05", NOW + timedelta(days=1))
    assert following
    assert (following.night, following.cursor, following.tallies) == ("2026-02-05", None, {})
    assert audits.begin("2026-02-05", NOW + timedelta(days=1)) is None


def test_what_was_found_of_a_program_is_kept(audits: AuditStore) -> None:
    found = LastAudit(at=NOW, differences=3, new=1, codes={"x": 2}, named={ADA: "x"})
    assert audits.last(SHOP) is None

    for _ in range(2):
        audits.note(SHOP, found)

    assert audits.last(SHOP) == found
    assert audits.last("another") is None


def test_a_run_of_a_thousand_programs_fits_in_its_item(audits: AuditStore) -> None:
    run = audits.begin(NIGHT, NOW)
    assert run
    whole = Anchor(entries=10**9, total=2**256 - 1)
    for number in range(1000):
        anchors = Anchors(instants=("2026-02-02T12:30:00.000Z",), steps=[whole, whole])
        run.tallies[f"program-of-a-street-{number:04}"] = Tally(
            anchors=anchors, cards=10**6, entries=10**9
        )

    assert audits.keep(run, NOW)


def test_a_claim_whose_answer_was_lost_is_held(audits: AuditStore, engine: Faulty) -> None:
    engine.next(lost)

    run = audits.begin(NIGHT, NOW)

    assert run
    assert audits.keep(run, NOW)


def test_of_two_who_begin_at_once_one_wins(audits: AuditStore, engine: Faulty) -> None:
    won: list[bool] = []
    engine.next(after(lambda: won.append(audits.begin(NIGHT, NOW) is not None)))

    assert audits.begin(NIGHT, NOW) is None
    assert won == [True]
