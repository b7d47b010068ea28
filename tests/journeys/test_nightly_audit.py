"""The audit of the night: one walk, once; what differs is frozen, what is found right thawed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import jobs, wiring
from functions.failures import StoreUnavailable
from functions.journeys import nightly_audit
from functions.journeys.nightly_audit import LedgerDiffers, audit_nights, night_of
from functions.records import LastAudit
from functions.store import keys
from tests.builders import at, program_data
from tests.functions.store.forger import forger
from tests.functions.store.shelf import pairing
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
        ("2026-07-05 02:59", "2026-07-04"),
        ("2026-07-05 03:00", "2026-07-05"),
    ],
)
def test_a_night_begins_at_one_in_utc(when: str, night: str) -> None:
    assert night_of(at(when)) == night


def test_a_card_that_differs_is_frozen_and_the_job_fails(
    shop: Shop, ada: Card, caplog: pytest.LogCaptureFixture
) -> None:
    spoilt = forger(shop)
    spoilt.on_card(visits=99)

    with pytest.raises(LedgerDiffers, match=r"^cafe-poincon: 1 new of 1 \(card-visits 1\)$"):
        night(shop)

    assert spoilt.head["frozen"] == "card-visits"
    (said,) = [record for record in caplog.records if record.message == "audit-differs"]
    found = {spoilt.card: "card-visits"}
    facts = {"program": "cafe-poincon", "new": 1, "codes": {"card-visits": 1}, "found": found}
    assert said.facts == facts  # type: ignore[attr-defined]
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


def test_what_was_known_the_night_before_hides_nothing_new(shop: Shop, ada: Card) -> None:
    for name in ("Ben", "Cleo"):
        assert shop.pair().earn(shop.join(name).code).status_code == 201
    forger(shop).on_card(visits=99)
    gone = forger(shop, "Cleo")
    gone.drop(gone.head)
    with pytest.raises(LedgerDiffers, match="2 new of 2"):
        night(shop)

    with pytest.raises(LedgerDiffers, match="0 new of 2"):
        night(shop, "2026-02-05 02:10")
    forger(shop, "Ben").on_card(visits=7)
    with pytest.raises(LedgerDiffers, match=r"1 new of 3 \(card-missing 1, card-visits 2\)"):
        night(shop, "2026-02-06 02:10")


def test_what_a_run_froze_and_could_not_note_any_more_is_new_all_the_same(
    shop: Shop, ada: Card
) -> None:
    night(shop)
    spoilt = forger(shop)
    spoilt.on_card(visits=99, frozen="card-visits")

    with pytest.raises(LedgerDiffers, match="1 new of 1"):
        night(shop, "2026-02-05 02:10")


def test_one_walk_is_made_for_all_programs(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.join("Ada")
    _neighbour(shop)
    scans = []
    engine: Any = shop.services.audits.engine  # type: ignore[attr-defined]
    scan = engine.scan
    monkeypatch.setattr(engine, "scan", lambda **terms: scans.append(terms) or scan(**terms))

    assert night(shop) == {"sound": ["cafe-poincon", "zebra"]}

    assert len(scans) == 1


def test_a_program_whose_end_fails_takes_no_other_ones_alarm_away(
    shop: Shop, ada: Card, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    forger(shop).on_card(visits=99)
    _neighbour(shop)
    every = shop.services.reports.every
    _failing_for(shop, monkeypatch, "zebra", every)

    with pytest.raises(LedgerDiffers, match=r"^cafe-poincon: 1 new of 1 .*; zebra: not concluded$"):
        night(shop)

    last = shop.services.audits.last(shop.program.id)
    assert last and last.new == 1
    assert {record.message for record in caplog.records} >= {"audit-differs", "audit-failed"}


def test_what_was_counted_is_said_even_if_its_own_end_fails(
    shop: Shop, ada: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    forger(shop).on_card(visits=99)
    _failing_for(shop, monkeypatch, "cafe-poincon", shop.services.reports.every)

    with pytest.raises(LedgerDiffers, match=r"1 new of 1.*cafe-poincon: not concluded"):
        night(shop)


def _neighbour(shop: Shop) -> None:
    shop.services.programs.publish(program_data(id="zebra", name="Zebra"), shop.now)


def _failing_for(shop: Shop, monkeypatch: pytest.MonkeyPatch, program: str, every: Any) -> None:
    """At the end of a run that program's mails cannot be read: a report of it is damaged."""
    asked: list[str] = []

    def damaged(asked_for: str) -> Any:
        asked.append(asked_for)
        if asked_for == program and asked.count(program) > 1:
            raise KeyError("claimed_at")
        return every(asked_for)

    monkeypatch.setattr(shop.services.reports, "every", damaged)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda spoilt: spoilt.on_card(joined_at=None),
        lambda spoilt: spoilt.on_card(lots="x", recent=7),
        lambda spoilt: spoilt.on_entry(0, kind="gift", rehash=True),
        lambda spoilt: spoilt.on_entry(0, recorded_at="0001-01-01T00:00:00.000Z", rehash=True),
        lambda spoilt: spoilt.on_entry(0, seq="x"),
    ],
)
def test_one_damaged_card_does_not_end_the_audit_of_the_others(
    shop: Shop, ada: Card, spoil: Any
) -> None:
    shop.join("Ben")
    spoil(forger(shop))

    with pytest.raises(LedgerDiffers, match="1 new of 1"):
        night(shop)

    assert _state(shop)["tallies"]["cafe-poincon"]["cards"] == 2
    assert night(shop, "2026-02-04 03:10") == {"sound": []}


def test_a_card_at_which_the_audit_itself_fails_is_counted_and_passed(
    shop: Shop, ada: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shop.pair().earn(shop.join("Ben").code).status_code == 201
    forger(shop, "Ben").on_card(visits=7)

    def broken(services: Any, story: Any) -> Any:
        if story.card == forger(shop).card:
            raise OverflowError("date value out of range")
        return settled(services, story)

    settled = nightly_audit.settled
    monkeypatch.setattr(nightly_audit, "settled", broken)

    with pytest.raises(LedgerDiffers, match=r"2 new of 2 \(card-visits 1, underivable 1\)"):
        night(shop)


def test_a_store_that_does_not_answer_freezes_nobody_and_the_run_is_gone_on_with(
    shop: Shop, ada: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(nightly_audit, "settled", _unavailable)
        with pytest.raises(StoreUnavailable):
            night(shop)

    assert "frozen" not in forger(shop).head
    assert night(shop, "2026-02-04 03:10") == {"sound": ["cafe-poincon"]}


def _unavailable(*_: object) -> Any:
    raise StoreUnavailable()


def test_a_run_that_has_no_time_left_is_gone_on_with(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [shop.join(name) for name in ("Ada", "Ben", "Cleo", "Dora", "Emil")]
    for card in cards:
        assert shop.pair().earn(card.code).status_code == 201
    forger(shop, "Cleo").on_card(visits=99)
    whole = _runs(shop, monkeypatch, budget=timedelta(hours=1))[-1]["tallies"]["cafe-poincon"]
    for name in ("Ada", "Ben", "Dora", "Emil"):
        assert "frozen" not in forger(shop, name).head

    bit_by_bit = _runs(shop, monkeypatch, budget=timedelta(0), when="2026-02-05 02:10")

    counted = [state["tallies"]["cafe-poincon"] for state in bit_by_bit]
    assert [tally["cards"] for tally in counted] == sorted(tally["cards"] for tally in counted)
    assert {tally["cards"] for tally in counted} >= {1, 2, 3, 4, 5}
    known = {"new": 0, "named": {}}
    assert counted[-1] == whole | known
    assert (whole["entries"], whole["differences"]) == (5, 1)


def test_a_table_without_a_card_in_sight_has_its_time_measured_too(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        shop.services.devices.offer(f"code-{number}", pairing())

    states = _runs(shop, monkeypatch, budget=timedelta(0))

    assert len(states) > 5


def test_a_run_that_is_not_done_by_the_next_night_goes_on(
    shop: Shop, ada: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    forger(shop).on_card(visits=99)
    monkeypatch.setattr(nightly_audit, "BUDGET", timedelta(0))
    night(shop)
    begun = _state(shop)
    monkeypatch.setattr(nightly_audit, "BUDGET", timedelta(minutes=10))

    with pytest.raises(LedgerDiffers):
        night(shop, "2026-02-06 02:10")

    assert (begun["night"], _state(shop)["night"]) == ("2026-02-04", "2026-02-04")
    with pytest.raises(LedgerDiffers):
        night(shop, "2026-02-06 03:10")
    assert _state(shop)["night"] == "2026-02-06"


def test_how_far_it_has_come_is_saved_every_two_seconds(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ada", "Ben", "Cleo"):
        shop.join(name)
    saved, settled, keep = [], nightly_audit.settled, shop.services.audits.keep

    def slowly(services: Any, story: Any) -> Any:
        shop.later(seconds=2)
        return settled(services, story)

    def noted(run: Any, now: Any) -> bool:
        saved.append(run.tallies["cafe-poincon"].cards)
        return keep(run, now)

    monkeypatch.setattr(nightly_audit, "settled", slowly)
    monkeypatch.setattr(shop.services.audits, "keep", noted)
    night(shop)

    assert saved == [1, 2, 3, 3]


def test_a_run_that_has_lost_its_claim_stops(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.join("Ada")
    settled = nightly_audit.settled

    def slowly(services: Any, story: Any) -> Any:
        assert services.audits.begin("2026-02-04", shop.later(hours=1).now)
        return settled(services, story)

    monkeypatch.setattr(nightly_audit, "settled", slowly)

    assert night(shop) == {"sound": []}
    assert shop.services.audits.last(shop.program.id) is None


def _state(shop: Shop) -> dict[str, Any]:
    engine = shop.services.audits.engine  # type: ignore[attr-defined]
    item: dict[str, Any] = engine.get(keys.audit_run())
    return item


def _runs(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, *, budget: timedelta, when: str = NIGHT
) -> list[dict[str, Any]]:
    """Run until the night is over, so long at a time; the state after each."""
    monkeypatch.setattr(nightly_audit, "BUDGET", budget)
    shop.at(when)
    states: list[dict[str, Any]] = []
    while not states or "finished_at" not in states[-1]:
        audit_nights(shop.services)
        states.append(_state(shop))
        shop.later(minutes=1)
    return states


def test_two_runs_do_not_overlap(shop: Shop, ada: Card) -> None:
    shop.at(NIGHT)
    first = shop.services.audits.begin("2026-02-04", shop.now)

    assert first
    assert audit_nights(shop.later(minutes=19).services).sound == []
    assert audit_nights(shop.later(minutes=2).services).sound == ["cafe-poincon"]
    assert shop.services.audits.keep(first, shop.now) is False


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
    assert last and (last.differences, last.named) == (1, {"2026-W06": "report-differs"})
    with pytest.raises(LedgerDiffers, match=r"0 new of 1 \(report-differs 1\)"):
        night(shop, "2026-02-11 02:10")


def test_the_owner_sees_when_it_ran_what_it_found_and_what_is_frozen(shop: Shop, ada: Card) -> None:
    owner = shop.pair("owner")
    before = owner.get("overview").json["audit"]
    forger(shop).on_card(visits=99)
    with pytest.raises(LedgerDiffers):
        night(shop)

    after = shop.pair("owner").get("overview").json["audit"]

    assert before.items() >= {"at": None, "differences": 0, "frozen": 0}.items()
    found = {"at": "2026-02-04T01:10:00.000Z", "differences": 1, "frozen": 1}
    assert after.items() >= found.items()


def test_the_weekly_mail_says_so_until_an_audit_finds_it_right(shop: Shop, ada: Card) -> None:
    spoilt, before = forger(shop), forger(shop).head["visits"]
    spoilt.on_card(visits=99)
    with pytest.raises(LedgerDiffers):
        night(shop, "2026-02-09 02:10")
    shop.at("2026-02-09 08:00")
    jobs.weekly({}, None)
    spoilt.on_card(visits=before)
    night(shop, "2026-02-16 02:10")
    shop.at("2026-02-16 08:00")
    jobs.weekly({}, None)

    mailer: Any = shop.services.mailer
    after, told = (mailer.html(mail.name) for mail in mailer.every())

    assert "Registre vérifié le 09/02/2026" in told
    assert "Registre vérifié" not in after
