"""The audit of the night: by pages, once; a card that differs is frozen, one found right thawed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import jobs, wiring
from functions.journeys import nightly_audit
from functions.journeys.nightly_audit import LedgerDiffers, audit_nights, night_of
from functions.records import LastAudit
from tests.builders import at, program_data
from tests.functions.store.forger import Forger
from tests.shop import Card, Shop

NIGHT = "2026-02-04 02:10"


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Iterator[Shop]:
    """A shop whose third stamp is a coffee, as the jobs find it."""
    shop = Shop(shared, data=program_data(stamps__threshold=3))
    before = wiring._installed[:]
    wiring.install(shop.house)
    yield shop
    wiring._installed[:] = before


@pytest.fixture(name="ada")
def _ada(shop: Shop) -> Card:
    """Her card is full: a coffee waits."""
    card = shop.join("Ada")
    for _ in range(3):
        assert shop.later(hours=13).pair().earn(card.code).status_code == 201
    return card


def forger(shop: Shop, name: str = "Ada") -> Forger:
    held = next(
        held
        for held in shop.services.cards.every(shop.program.id)
        if held.member and held.member.first_name == name
    )
    return Forger(shop.services.cards.engine, shop.program.id, held.card.id)  # type: ignore[attr-defined]


def night(shop: Shop, when: str = NIGHT) -> dict[str, Any]:
    shop.at(when)
    return jobs.audit({}, None)


def test_a_night_in_which_everything_agrees_says_so(shop: Shop, ada: Card) -> None:
    assert night(shop) == {"sound": ["cafe-poincon"]}

    assert shop.services.audits.last(shop.program.id) == LastAudit(at=at(NIGHT), differences=0)


def test_it_happens_once_a_night(shop: Shop, ada: Card) -> None:
    night(shop)

    assert night(shop, "2026-02-04 03:10") == {"sound": []}
    assert night(shop, "2026-02-05 01:59") == {"sound": []}
    assert night(shop, "2026-02-05 02:00") == {"sound": ["cafe-poincon"]}


@pytest.mark.parametrize(
    ("when", "night"),
    [
        ("2026-02-05 01:59", "2026-02-04"),
        ("2026-02-05 02:00", "2026-02-05"),
        ("2026-03-29 01:30", "2026-03-28"),
        ("2026-03-29 03:30", "2026-03-29"),
    ],
)
def test_a_night_begins_at_two_in_the_shops_own_time(shop: Shop, when: str, night: str) -> None:
    assert night_of(shop.program, at(when)) == night


def test_a_card_that_differs_is_frozen_and_the_alarm_rings(
    shop: Shop, ada: Card, caplog: pytest.LogCaptureFixture
) -> None:
    spoilt = forger(shop)
    spoilt.on_card(visits=99)

    with pytest.raises(LedgerDiffers):
        night(shop)

    assert spoilt.head["frozen"] == "card-visits"
    (said,) = [record for record in caplog.records if record.message == "audit-differs"]
    found = {spoilt.card: "card-visits"}
    assert said.facts == {"program": "cafe-poincon", "found": found}  # type: ignore[attr-defined]
    last = shop.services.audits.last(shop.program.id)
    assert last and last.differences == 1


def test_a_frozen_card_is_given_nothing_and_stamped_as_ever(shop: Shop, ada: Card) -> None:
    forger(shop).on_card(visits=99)
    with pytest.raises(LedgerDiffers):
        night(shop)
    till = shop.pair()

    refused = till.redeem(ada.code)
    stamped = till.earn(ada.code, over_ready=True)

    assert (refused.status_code, refused.json["code"]) == (422, "card-frozen")
    assert "en cours de vérification" in refused.json["detail"]
    assert stamped.status_code == 201
    assert forger(shop).head["frozen"] == "card-visits"


def test_a_reward_that_was_given_before_is_confirmed_again(shop: Shop, ada: Card) -> None:
    till = shop.pair()
    assert till.redeem(ada.code, key="operation-of-coffee").status_code == 201
    shop.services.audits.freeze(
        shop.services.audits.story(shop.program.id, forger(shop).card), "card-visits"
    )

    made = shop.now
    again = till.redeem(ada.code, key="operation-of-coffee", made_at=made)

    assert again.status_code == 200


def test_a_card_that_is_right_again_is_thawed(shop: Shop, ada: Card) -> None:
    spoilt, before = forger(shop), forger(shop).head["visits"]
    spoilt.on_card(visits=99)
    with pytest.raises(LedgerDiffers):
        night(shop)
    spoilt.on_card(visits=before)

    assert night(shop, "2026-02-05 02:10") == {"sound": ["cafe-poincon"]}

    assert "frozen" not in spoilt.head
    assert shop.pair().redeem(ada.code).status_code == 201


def test_the_audit_mends_nothing(shop: Shop, ada: Card) -> None:
    spoilt = forger(shop)
    spoilt.on_entry(1, till="till-of-a-friend")
    spoilt.on_card(visits=99)
    entries, head = spoilt.entries, spoilt.head

    with pytest.raises(LedgerDiffers):
        night(shop)

    assert spoilt.entries == entries
    assert spoilt.head == head | {"frozen": "hash-differs"}


def test_a_run_that_has_no_time_left_is_gone_on_with(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [shop.join(name) for name in ("Ada", "Ben", "Cleo", "Dora", "Emil")]
    for card in cards:
        assert shop.pair().earn(card.code).status_code == 201
    forger(shop, "Cleo").on_card(visits=99)
    whole = _runs(shop, monkeypatch, pages=9)
    for name in ("Ada", "Ben", "Dora", "Emil"):
        assert "frozen" not in forger(shop, name).head

    paged = _runs(shop, monkeypatch, pages=2, when="2026-02-05 02:10")

    assert (len(whole), len(paged)) == (1, 4)
    assert [state["cards"] for state in paged] == [2, 4, 5, 5]
    assert paged[-1]["entries"] == whole[-1]["entries"] == 5
    assert paged[-1]["anchors"] == whole[-1]["anchors"]
    assert paged[-1]["differences"] == whole[-1]["differences"] == 1


def _runs(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, *, pages: int, when: str = NIGHT
) -> list[dict[str, Any]]:
    """Run until the night is over, so many cards in the time of one run; the state after each."""
    monkeypatch.setattr(nightly_audit, "PAGE", pages)
    monkeypatch.setattr(nightly_audit, "BUDGET", timedelta(0) if pages < 5 else timedelta(hours=1))
    shop.at(when)
    states = []
    while not states or "finished_at" not in states[-1]:
        audit_nights(shop.services)
        engine = shop.services.audits.engine  # type: ignore[attr-defined]
        states.append(engine.query("P#cafe-poincon", low="AUDIT", high="AUDIU").items[0])
        shop.later(hours=1)
    return states


def test_two_runs_do_not_overlap(shop: Shop, ada: Card) -> None:
    shop.at(NIGHT)
    first = shop.services.audits.begin(shop.program.id, "2026-02-04", shop.now, [])

    assert first
    assert audit_nights(shop.later(minutes=19).services).sound == []
    assert audit_nights(shop.later(minutes=2).services).sound == ["cafe-poincon"]
    assert shop.services.audits.keep(shop.program.id, first, shop.now) is False


def test_a_card_rolled_back_is_found_by_the_mail(shop: Shop, ada: Card) -> None:
    shop.at("2026-02-09 08:00")
    jobs.weekly({}, None)
    spoilt = forger(shop)
    spoilt.drop(spoilt.entries[-1])
    spoilt.recache()

    with pytest.raises(LedgerDiffers):
        night(shop, "2026-02-10 02:10")

    assert "frozen" not in spoilt.head
    last = shop.services.audits.last(shop.program.id)
    assert last and last.differences == 1


def test_the_owner_sees_when_it_ran_what_it_found_and_what_is_frozen(shop: Shop, ada: Card) -> None:
    owner = shop.pair("owner")
    before = owner.get("overview").json["audit"]
    forger(shop).on_card(visits=99)
    with pytest.raises(LedgerDiffers):
        night(shop)

    after = shop.pair("owner").get("overview").json["audit"]

    assert before == {"at": None, "differences": 0, "frozen": 0}
    assert after == {"at": "2026-02-04T01:10:00.000Z", "differences": 1, "frozen": 1}
