"""The audit: nothing to say of an honest ledger, and whatever is planted in one is named."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from functions.journeys import audit
from functions.journeys.audit import Walk
from functions.journeys.weekly_report import compute, send_due_reports
from functions.mail import report
from functions.ports import Services
from functions.store.audits import AuditStore
from functions.store.engine import Item, Put
from functions.store.ledger import LedgerStore
from functions.store.reports import ReportStore
from functions.store.sqlite import SqliteEngine
from functions.store.walking import partitions
from functions.terminal.audit_words import WORDS
from loyalty.audit import CODES, UNDERIVABLE, Difference, Story
from loyalty.calendar import Week
from loyalty.card import Card
from loyalty.entry import CardId
from loyalty.errors import UnknownCard
from tests.builders import program_data
from tests.functions.store.forger import Forger
from tests.journeys.plants import PLANTS
from tests.shop import Shop

MADE = program_data(stamps__expires_months=12, limits__cooldown_minutes=1)


@dataclass(frozen=True, slots=True)
class Book:
    """A ledger to plant something in, and the services that see it."""

    services: Services
    program: str
    ada: Forger
    ben: Forger

    def audit(self) -> tuple[Walk, list[Difference]]:
        """All that the audit says."""
        mails = audit.mailed(self.services, self.program)
        seen = audit.walk(self.services, self.program, audit.instants(mails))
        return seen, seen.differences + audit.against_mails(mails, seen.anchors)


@pytest.fixture(name="shop", scope="module")
def _shop(shared: Path) -> Shop:
    """Two weeks at the counter, a mail, and a stamp since."""
    shop = Shop(shared, data=MADE)
    ada, ben, _ = shop.join("Ada"), shop.join("Ben"), shop.join("Cleo")
    for _ in range(9):
        shop.later(hours=13)
        assert shop.pair().earn(ada.code).status_code == 201
    till = shop.later(hours=1).pair()
    given = till.redeem(ada.code)
    assert till.undo(ada.code, given.json["operation"]).status_code == 201
    assert till.redeem(ada.code).status_code == 201
    sale = till.earn(ben.code, amount_minor=450)
    assert shop.later(hours=2).pair().earn(ben.code, amount_minor=900).status_code == 201
    assert shop.pair().refund(ben.code, sale.json["operation"]).status_code == 201
    shop.at("2026-02-09 08:00")
    assert send_due_reports(shop.services, partial(report.write, url=shop.services.url))
    assert shop.later(hours=1).pair().earn(ada.code).status_code == 201
    return shop


@pytest.fixture(name="items", scope="module")
def _items(shop: Shop) -> list[Item]:
    return [i for _, items in partitions(shop.services.cards.engine, "") for i in items]  # type: ignore[attr-defined]


@pytest.fixture(name="book")
def _book(shop: Shop, items: list[Item]) -> Book:
    """A copy of the shop's ledger, to be spoilt."""
    engine = SqliteEngine(None)
    for item in items:
        engine.write(Put(item))
    services = replace(
        shop.services,
        cards=LedgerStore(engine),
        reports=ReportStore(engine),
        audits=AuditStore(engine),
    )
    held = list(services.cards.every(shop.program.id))
    named = {h.member.first_name: h.card.id for h in held if h.member}
    ada, ben = (Forger(engine, shop.program.id, named[name]) for name in ("Ada", "Ben"))
    return Book(services, shop.program.id, ada, ben)


def test_there_are_more_than_fifty_ways_to_be_wrong_of_nearly_every_code() -> None:
    assert len(PLANTS) >= 50
    assert {code for _, code in PLANTS.values()} == set(CODES) - {UNDERIVABLE}


def test_an_honest_ledger_has_no_difference(book: Book) -> None:
    seen, found = book.audit()

    assert found == []
    assert (seen.cards, seen.entries) == (3, 16)


@pytest.mark.parametrize("what", PLANTS)
def test_what_is_planted_is_found(book: Book, what: str) -> None:
    plant, code = PLANTS[what]

    plant(book.ada, book.ben)
    _, found = book.audit()

    assert code in {difference.code for difference in found}


@pytest.mark.parametrize("what", ["an earlier state of the card", "a chain and its card forged"])
def test_what_was_forged_on_every_side_is_seen_by_the_mail_alone(book: Book, what: str) -> None:
    PLANTS[what][0](book.ada, book.ben)

    _, found = book.audit()

    assert {difference.code for difference in found} == {"report-differs"}
    assert found[0].detail.startswith("2026-W06: 15 entries ")


def test_everything_that_can_be_found_has_words() -> None:
    assert set(WORDS) == set(CODES)


def test_segments_add_up_to_the_whole(book: Book) -> None:
    whole, _ = book.audit()
    at = whole.anchors.instants
    parts = [audit.walk(book.services, book.program, at, segment=n, segments=3) for n in range(3)]

    together = parts[0] + parts[1] + parts[2]

    assert (together.cards, together.entries) == (whole.cards, whole.entries)
    assert together.anchors == whole.anchors


def test_a_mail_that_is_opened_again_has_the_fingerprint_that_was_sent(shop: Shop) -> None:
    (sent,) = shop.services.reports.every(shop.program.id)

    again = compute(shop.services, shop.program, Week.named(sent.week))

    assert (again.anchor.entries, again.anchor.digest) == (sent.entries, sent.digest)
    assert again.anchored_at == sent.anchored_at


@pytest.mark.parametrize("what", ["a card's balance", "a card's visits", "a card's version"])
def test_a_card_is_written_anew_from_its_entries(book: Book, what: str) -> None:
    before = book.ada.head
    PLANTS[what][0](book.ada, book.ben)

    anew, left = audit.rebuild(book.services, book.program, book.ada.card)

    assert (anew.seq, left) == (13, [])
    _, found = book.audit()
    assert found == []
    assert {n: v for n, v in book.ada.head.items() if n != "modified_at"} == {
        n: v for n, v in before.items() if n != "modified_at"
    }


@pytest.mark.parametrize(
    ("what", "codes"),
    [
        ("a till", ["hash-differs"]),
        ("the last entry is gone", ["card-head", "card-seq"]),
        ("a chain forged from the middle", ["card-head"]),
        ("fifty rewards behind the stored card", ["card-head", "card-seq"]),
        ("a card's head", ["card-head"]),
        ("no card", ["card-missing"]),
    ],
)
def test_no_card_is_written_from_entries_that_are_in_doubt(
    book: Book, what: str, codes: list[str]
) -> None:
    PLANTS[what][0](book.ada, book.ben)
    before = book.ada.head

    with pytest.raises(audit.NotFromEntries) as refused:
        audit.rebuild(book.services, book.program, book.ada.card)

    assert refused.value.codes == codes
    assert book.ada.head == before


def test_a_card_that_is_rebuilt_is_given_free_at_once(book: Book) -> None:
    book.ada.on_card(lots=[], frozen="card-lots")

    audit.rebuild(book.services, book.program, book.ada.card)

    assert "frozen" not in book.ada.head


def test_what_still_differs_once_a_card_is_rebuilt_is_said_and_keeps_it_frozen(
    book: Book,
) -> None:
    book.ada.on_card(lots=[], frozen="card-lots")
    audits = _SpoiltAgain(book)
    services = replace(book.services, audits=audits)

    _, left = audit.rebuild(services, book.program, book.ada.card)

    assert [difference.code for difference in left] == ["card-visits"]
    assert book.ada.head["frozen"] == "card-visits"


class _SpoiltAgain(AuditStore):
    """As soon as a card is written anew, somebody writes to it."""

    def __init__(self, book: Book) -> None:
        super().__init__(book.ada.engine)
        self._book = book

    def rebuild(self, story: Story, card: Card, now: datetime) -> bool:
        done = super().rebuild(story, card, now)
        self._book.ada.on_card(visits=99)
        return done


def test_a_card_that_is_not_there_cannot_be_rebuilt(book: Book) -> None:
    with pytest.raises(UnknownCard):
        audit.rebuild(book.services, book.program, CardId("Z" * 16))
