"""One damaged card or entry holds up no other card, and no other shop."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from functions import jobs, wiring
from functions.failures import Damaged, StoreUnavailable
from functions.journeys import tell_wallets, weekly_report
from functions.journeys.night import night
from functions.journeys.weekly_report import compute, send_due_reports
from functions.mail import report
from functions.ports import GoogleCards, Services
from functions.records import HeldCard, Told
from functions.store import keys
from loyalty.calendar import Week
from loyalty.entry import instant_text
from passes.content import PassContent
from tests.builders import program_data
from tests.functions.store.forger import Forger
from tests.shop import URL, Shop

ZEBRA = "zebra"
"""Another shop, whose turn comes after that of the demo."""

Harm = Callable[[Forger], None]
HARMS: dict[str, Harm] = {
    "a card without a date": lambda ada: ada.on_card(joined_at=None),
    "a card of the year 1": lambda ada: ada.on_card(joined_at="0001-01-01T00:00:00.000Z"),
    "an entry of no known kind": lambda ada: ada.on_entry(0, kind="gift", rehash=True),
    "an entry that happened in the year 1": lambda ada: ada.on_entry(
        0, happened_at="0001-01-01T00:00:00.000Z", rehash=True
    ),
}


@pytest.fixture(name="shop", params=HARMS)
def _shop(shared: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """Ada's and Ben's cards were stamped, and Ada's is damaged; another shop is next door."""
    shop, till = _open(shared)
    for name in ("Ada", "Ben"):
        assert till(shop.join(name).code).status_code == 201
    HARMS[request.param](forger(shop, "Ada"))
    shop.at("2026-02-09 07:05")
    yield shop
    wiring._installed.clear()


def _open(shared: Path) -> tuple[Shop, Callable[[str], Any]]:
    shop = Shop(shared)
    shop.services.programs.publish(program_data(id=ZEBRA, name="Zebra"), shop.now)
    wiring.install(shop.house)
    return shop, shop.pair().earn


def forger(shop: Shop, name: str) -> Forger:
    cards = shop.services.cards
    found = (h for h in cards.every(shop.program.id) if h.member and h.member.first_name == name)
    engine = cards.engine  # type: ignore[attr-defined]
    return Forger(engine, shop.program.id, next(found).card.id)


def test_both_shops_get_their_report_and_the_damaged_card_is_in_no_figure(shop: Shop) -> None:
    sent = send_due_reports(shop.services, partial(report.write, url=URL))

    figures = compute(shop.services, shop.program, Week.named("2026-W06"))
    assert sent == ["cafe-poincon 2026-W06", "zebra 2026-W06"]
    assert (figures.week.visits, figures.week.members_total) == (1, 1)
    assert len(figures.left_out) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            "1 carte n’a pas pu être lue et manque dans ces chiffres\u202f; prévenez la personne "
            "qui gère ce serveur.",
        ),
        (
            "en",
            "1 card could not be read and is left out of these figures; tell whoever runs this "
            "server.",
        ),
    ],
)
def test_the_mail_says_what_its_figures_leave_out(shop: Shop, language: Any, said: str) -> None:
    figures = compute(shop.services, shop.program, Week.named("2026-W06"))
    program = replace(shop.program, languages=(language,))

    damaged = report.write(program, figures, url=URL)
    whole = report.write(program, replace(figures, left_out=()), url=URL)

    assert said in damaged.text
    assert said in damaged.html
    assert "cards left out,1" in damaged.attachments["cafe-poincon-2026-W06.csv"].decode()
    assert said not in whole.text + whole.html


def test_a_mail_of_a_ledger_that_was_not_whole_is_no_anchor(shop: Shop) -> None:
    send_due_reports(shop.services, partial(report.write, url=URL))

    (damaged,) = shop.services.reports.every(shop.program.id)
    (whole,) = shop.services.reports.every(ZEBRA)
    assert damaged.anchored_at is None
    assert whole.anchored_at is not None


def test_the_owners_page_opens_and_says_how_many_are_left_out(shop: Shop) -> None:
    answer = shop.pair("owner").get("overview")

    assert answer.status_code == 200
    assert answer.json["audit"]["unreadable"] == 1
    assert answer.json["members"] == 1


def test_the_night_ends_other_cards_and_its_job_fails(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(shared, data=program_data(stamps__expires_months=1))
    till = shop.pair()
    for name in ("Ada", "Ben"):
        till.earn(shop.join(name).code)
    forger(shop, "Ada").on_card(short_code=None)
    wiring.install(shop.house)

    shop.at("2026-04-01 02:30")
    played = night(shop.services)

    assert (played.ended, played.failed) == (1, 1)
    with pytest.raises(StoreUnavailable):
        jobs.night({}, None)
    wiring._installed.clear()


def test_people_are_forgotten_although_another_card_is_damaged(shared: Path) -> None:
    shop, till = _open(shared)
    for name in ("Ada", "Ben"):
        till(shop.join(name).code)
    forger(shop, "Ada").on_card(short_code=None)

    shop.at("2029-03-15 04:00")
    with pytest.raises(Damaged):
        jobs.retention({}, None)

    (ben,) = shop.services.cards.every(shop.program.id)
    assert ben.member is None
    wiring._installed.clear()


def test_what_nobody_foresaw_of_one_shop_keeps_no_other_waiting(
    shared: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop, _ = _open(shared)
    shop.at("2026-02-09 07:05")

    def write(program: Any, *given: Any) -> Any:
        if program.id != ZEBRA:
            raise ZeroDivisionError
        return report.write(program, *given, url=URL)

    with pytest.raises(ZeroDivisionError):
        send_due_reports(shop.services, write)

    assert [one.week for one in shop.services.reports.every(ZEBRA) if one.sent_at] == ["2026-W06"]
    (noted,) = [record for record in caplog.records if record.message == "turn-failed"]
    assert noted.exc_info


class Phones:
    """A wallet that takes every card but those that the test names."""

    waiting_for = None

    def __init__(self) -> None:
        self.refused = ""
        self.told: list[str] = []

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        if held.card.id == self.refused:
            raise ZeroDivisionError
        self.told.append(held.card.id)
        return Told(done=True)


def with_google(shop: Shop, google: Phones) -> Services:
    return replace(shop.services, google=cast(GoogleCards, google))


def _due(shop: Shop) -> list[HeldCard]:
    """Sixteen cards that Google Wallet is to be told of, in the order in which they are swept."""
    for number in range(16):
        shop.join(f"P{number}")
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    for held in shop.services.cards.every(shop.program.id):
        shop.services.outbox.attach(held, "google", attached=True)
        due = {"due": keys.due_shard(held.card.id), "due_at": instant_text(shop.now)}
        Forger(engine, shop.program.id, held.card.id).on_card(want=1, **due)
    held = list(shop.services.cards.every(shop.program.id))
    return sorted(held, key=lambda one: keys.due_shard(one.card.id))


def test_a_sweep_puts_a_card_off_that_it_cannot_read(shared: Path) -> None:
    shop, google = Shop(shared), Phones()
    first, *others = _due(shop)
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    damaged = Forger(engine, shop.program.id, first.card.id)
    damaged.on_card(joined_at=None)

    swept = tell_wallets.sweep(with_google(shop, google))

    assert swept.told == len(google.told) == len(others)
    assert datetime.fromisoformat(damaged.head["due_at"]) == shop.now + timedelta(hours=1)
    damaged.on_card(joined_at=instant_text(first.joined_at))
    shop.later(hours=1)
    assert tell_wallets.sweep(with_google(shop, google)).told == 1


def test_a_sweep_goes_on_after_what_nobody_foresaw(
    shared: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop, google = Shop(shared), Phones()
    first, *others = _due(shop)
    google.refused = first.card.id

    with caplog.at_level(logging.ERROR):
        swept = tell_wallets.sweep(with_google(shop, google))

    head = shop.services.cards.head(shop.program.id, first.card.id)
    assert (swept.told, swept.waiting) == (len(others), 1)
    assert swept.reasons == ("internal-error",)
    assert [*head.mark.failing] == ["google"]
    failed = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert failed == ["telling-failed"]


def test_a_damaged_card_is_noted_once_however_often_it_is_seen(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            weekly_report.compute(shop.services, shop.program, Week.named("2026-W06"))

    assert [record.message for record in caplog.records].count("card-unreadable") == 1
