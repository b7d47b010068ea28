"""A counted page is kept by whoever claimed it, and read only as it was written."""

from datetime import timedelta

import pytest

from functions.records import KeptOverview
from functions.store import keys, overviews
from functions.store.claims import LEASE
from functions.store.engine import Update, Value
from functions.store.overviews import OverviewStore
from loyalty.entry import CardId
from tests.builders import at
from tests.functions.store.faults import Faulty, after, contended, lost, lost_before

CAFE, NOON = "cafe-poincon", at("2026-02-08 12:00")
KEPT = KeptOverview(at=NOON, said={"fr": {"members": 3}, "en": {}}, first=[CardId("A" * 16)])


@pytest.fixture(name="kept")
def _kept(engine: Faulty) -> OverviewStore:
    return OverviewStore(engine)


def keep(kept: OverviewStore, said: KeptOverview = KEPT) -> None:
    claim = kept.claim(CAFE, said.at)
    assert claim
    kept.keep(CAFE, claim, said)


def test_what_was_kept_last_is_read_again(kept: OverviewStore) -> None:
    assert kept.last(CAFE) is None
    later = KeptOverview(at=NOON + timedelta(hours=1), said={"fr": {}}, first=[])

    keep(kept)
    assert kept.last(CAFE) == KEPT
    keep(kept, later)

    assert kept.last(CAFE) == later
    assert kept.last("boulangerie") is None


def test_one_counts_at_a_time_and_the_page_of_before_is_shown_meanwhile(
    kept: OverviewStore,
) -> None:
    keep(kept)

    assert kept.claim(CAFE, NOON)
    assert kept.claim(CAFE, NOON + LEASE - timedelta(milliseconds=1)) is None
    assert kept.claim("boulangerie", NOON)
    assert kept.last(CAFE) == KEPT


def test_a_claim_that_came_to_nothing_runs_out_and_keeps_nothing_any_more(
    kept: OverviewStore,
) -> None:
    first = kept.claim(CAFE, NOON)
    second = kept.claim(CAFE, NOON + LEASE)
    assert first and second

    kept.keep(CAFE, first, KEPT)
    assert kept.last(CAFE) is None
    kept.keep(CAFE, second, KEPT)
    assert kept.last(CAFE) == KEPT


def test_of_two_claims_at_once_one_wins(kept: OverviewStore, engine: Faulty) -> None:
    won = []
    engine.next(after(lambda: won.append(kept.claim(CAFE, NOON))))

    assert kept.claim(CAFE, NOON) is None
    assert won != [None]


@pytest.mark.parametrize("fault", [lost, lost_before, contended])
def test_a_claim_whose_answer_was_lost_is_ours(
    kept: OverviewStore, engine: Faulty, fault: object
) -> None:
    engine.next(fault)  # type: ignore[arg-type]

    assert kept.claim(CAFE, NOON)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("said", '{"fr":{"members":4},"en":{}}'),
        ("said", "{"),
        ("said", None),
        ("at", "2026-02-08T11:01:00.000Z"),
        ("at", None),
        ("first", ["B" * 16]),
        ("first", None),
        ("digest", "0" * 64),
        ("digest", None),
    ],
)
def test_what_is_not_as_it_was_written_is_not_there_and_is_counted_anew(
    kept: OverviewStore, engine: Faulty, attribute: str, value: Value | None
) -> None:
    keep(kept)
    engine.write(Update(keys.overview(CAFE), set={attribute: value, "seen": 1}))

    assert kept.last(CAFE) is None
    keep(kept)
    assert kept.last(CAFE) == KEPT


def test_what_another_version_kept_is_not_read(
    kept: OverviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(kept)

    monkeypatch.setattr(overviews, "SHAPE", overviews.SHAPE + 1)

    assert kept.last(CAFE) is None
