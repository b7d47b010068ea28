"""What an import writes, on both engines: whole customers, all or nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from functions.journeys.bring_sales import Sale, bring_sales
from functions.ports.imports import Part
from functions.records import HeldCard
from functions.store.engine import Put
from functions.store.imports import ImportStore
from functions.store.ledger import LedgerStore
from loyalty.bringing import decide_sale
from loyalty.card import Card, replay
from loyalty.entry import CardId, OperationId
from loyalty.errors import CardChanged
from loyalty.purchase import Purchase
from tests.builders import at, scan
from tests.functions.store.faults import Commit, Faulty, contended, lost, lost_before
from tests.functions.store.shelf import PROGRAM, SHOP, head, issued
from tests.shop import Shop

IMPORTED = at("2026-06-01 10:00")


@pytest.fixture(name="imports")
def _imports(engine: Faulty, monkeypatch: pytest.MonkeyPatch) -> ImportStore:
    monkeypatch.setattr("time.sleep", lambda _: None)
    return ImportStore(engine)


def new(card: str, sales: int = 1, reference: str = "") -> Part:
    """A customer with so many sales, who has no card yet."""
    issued = HeldCard(
        card=Card(program=SHOP, id=CardId(card * 16)),
        member=None,
        short_code=card * 8,
        joined_at=at("2025-03-01 12:00"),
        modified_at=IMPORTED,
        want=0,
        done={"apple": 0, "google": 0},
        wallets=frozenset(),
        reference=reference or card.lower() * 32,
        imported_at=IMPORTED,
    )
    return replace(with_sales(issued, sales), before=None)


def with_sales(before: HeldCard, sales: int = 1) -> Part:
    """The next sales of a card."""
    card, entries = before.card, []
    for number in range(card.seq + 1, card.seq + 1 + sales):
        made = replace(scan("2025-03-01 12:00"), operation=OperationId(f"sale:{number}"), till="")
        entry = decide_sale(
            PROGRAM, card, made, Purchase(amount_minor=450), earn=True, holder=before.holder
        )
        entries.append(entry)
        card = card.after(entry)
    held = replace(before, card=card, want=card.seq)
    return Part(before=before, held=held, entries=entries)


def test_a_new_card_is_there_with_its_entries_and_both_its_pointers(
    imports: ImportStore, cards: LedgerStore
) -> None:
    part = new("A", sales=12)

    imports.write([part])

    found = imports.find(SHOP, ["b" * 32, "a" * 32])
    assert found
    assert (found.held, list(found.entries)) == (part.held, list(part.entries))
    assert cards.by_short_code(SHOP, "AAAAAAAA").card == "A" * 16
    assert head(cards) == part.held


def test_nobody_is_found_by_another_reference_or_in_another_program(imports: ImportStore) -> None:
    imports.write([new("A")])

    assert imports.find(SHOP, ["b" * 32]) is None
    assert imports.find("elsewhere", ["a" * 32]) is None


def test_a_card_grows_by_what_comes_later(imports: ImportStore, cards: LedgerStore) -> None:
    first = new("A")
    imports.write([first])
    later = with_sales(first.held, 3)

    imports.write([later, new("B")])

    assert head(cards).card == later.held.card
    assert [entry.seq for entry in cards.history(SHOP, later.held.card.id)] == [1, 2, 3, 4]


def test_all_customers_of_a_transaction_are_in_or_none(
    imports: ImportStore, engine: Faulty
) -> None:
    imports.write([new("A")])
    before = engine.items()

    with pytest.raises(CardChanged):
        imports.write([new("B"), new("C"), new("A")])

    assert engine.items() == before


def test_a_short_code_that_is_taken_is_refused(imports: ImportStore, cards: LedgerStore) -> None:
    issued(cards, "B" * 16)

    with pytest.raises(CardChanged):
        imports.write([new("B")])


def test_a_customer_who_has_a_card_gets_no_second_one(imports: ImportStore) -> None:
    imports.write([new("A")])

    with pytest.raises(CardChanged):
        imports.write([new("B", reference="a" * 32)])


def test_a_card_that_was_written_meanwhile_is_left_alone(
    imports: ImportStore, cards: LedgerStore
) -> None:
    first = new("A")
    imports.write([first])
    stale = with_sales(first.held, 2)
    imports.write([with_sales(first.held)])

    with pytest.raises(CardChanged):
        imports.write([stale])

    assert head(cards).card.seq == 2


def test_a_card_whose_customer_was_forgotten_meanwhile_is_left_alone(
    imports: ImportStore, cards: LedgerStore
) -> None:
    first = new("A")
    imports.write([first])
    cards.forget(first.held, IMPORTED)

    with pytest.raises(CardChanged):
        imports.write([with_sales(first.held)])

    assert imports.find(SHOP, ["a" * 32]) is None
    assert (head(cards).reference, head(cards).imported_at) == (None, None)


@pytest.mark.parametrize("fault", [lost, lost_before, contended])
def test_what_was_lost_on_the_way_is_written_once(
    imports: ImportStore, engine: Faulty, cards: LedgerStore, fault: Callable[[Commit], None]
) -> None:
    engine.next(fault)

    imports.write([new("A", 3), new("B")])

    assert head(cards, "A" * 16).card.seq == 3
    assert head(cards, "B" * 16).card.seq == 1


def test_a_wallet_that_holds_the_card_is_told(imports: ImportStore, engine: Faulty) -> None:
    first = new("A")
    imports.write([first])
    held = replace(first.held, wallets=frozenset({"apple"}))
    key = {"pk": f"P#{SHOP}#C#{'A' * 16}", "sk": "A#CARD"}
    stored = next(item for item in engine.items() if key.items() <= item.items())

    engine.write(Put(stored | {"wallets": "apple"}))

    imports.write([with_sales(held)])

    (marked,) = [item for item in engine.items() if "due" in item]
    assert (marked["seq"], marked["want"]) == (2, 2)


def test_rows_are_brought_in_once_whichever_engine_keeps_them(
    shop: Shop, engine: Faulty, cards: LedgerStore
) -> None:
    shop.at("2026-06-01 10:00")
    services = replace(shop.services, imports=ImportStore(engine), cards=cards)
    rows = [
        Sale(
            line=number,
            text="",
            customer=f"customer {number % 7}",
            date=f"2025-03-{number + 1:02d}",
            at=at(f"2025-03-{number + 1:02d} 12:00"),
            amount_minor=450,
            units=1,
            shop="orfevres",
        )
        for number in range(20)
    ]

    first = list(bring_sales(services, shop.program, rows, earn=True))
    before = sorted(map(str, engine.items()))
    again = list(bring_sales(services, shop.program, rows, earn=True))

    assert (sum(one.accepted for one in first), sum(one.is_new for one in first)) == (20, 7)
    assert [one.already for one in again] == [one.accepted for one in first]
    assert sorted(map(str, engine.items())) == before
    for held in cards.every(SHOP):
        assert replay(SHOP, held.card.id, cards.history(SHOP, held.card.id)) == held.card
