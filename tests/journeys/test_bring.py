"""Bringing history in: once, whatever is given again, in whatever order, whatever happens."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.failures import StoreUnavailable
from functions.journeys.bring import CHECKED, Brought
from functions.journeys.bring_counts import Count, bring_counts
from functions.journeys.bring_sales import Sale, bring_sales
from functions.journeys.face import card_path
from functions.journeys.forget import forget, forget_inactive
from functions.journeys.keeping import KEPT
from functions.journeys.weekly_report import compute
from functions.ports.imports import Part
from functions.records import HeldCard
from functions.wallets.errand import Errand
from loyalty.calendar import Week
from loyalty.card import replay
from loyalty.entry import STAMPS, reward_account
from passes import short_code
from passes.keyring import Keyring
from tests.builders import at
from tests.functions.store.faults import Faulty, contended, down, lost, lost_before
from tests.functions.store.forger import Forger
from tests.shop import Shop

pytestmark = pytest.mark.long

TODAY = "2026-06-01 10:00"


def sale(customer: str, day: str, minor: int = 450, **more: object) -> Sale:
    """A row of that day, at noon, as the demo's shop sold it."""
    row = Sale(
        line=2,
        text=f"{day},{customer},{minor}",
        customer=customer,
        date=day,
        at=at(f"{day} 12:00"),
        amount_minor=minor,
        units=1,
        shop="orfevres",
    )
    return replace(row, **more)  # type: ignore[arg-type]


def count(customer: str, units: int) -> Count:
    return Count(line=2, text=f"{customer},{units}", customer=customer, units=units)


def brought(shop: Shop, sales: Sequence[Sale], *, earn: bool = False) -> list[Brought[Sale]]:
    return list(bring_sales(shop.services, shop.program, sales, earn=earn))


def numbers(found: Sequence[Brought[Sale]] | Sequence[Brought[Count]]) -> tuple[int, int, int, int]:
    """Accepted, already in, refused, new cards."""
    return (
        sum(one.accepted for one in found),
        sum(one.already for one in found),
        sum(len(one.refused) for one in found),
        sum(one.is_new for one in found),
    )


def store(shop: Shop) -> Faulty:
    """The engine below everything, which can be told to fail."""
    engine = Faulty(shop.services.cards.engine)  # type: ignore[attr-defined]
    shop.services.imports.engine = engine  # type: ignore[attr-defined]
    return engine


def everything(shop: Shop) -> str:
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    return json.dumps(list(engine.scan().items), ensure_ascii=False, sort_keys=True)


def proved(shop: Shop) -> dict[str, list[tuple[str, int]]]:
    """Every card is what its entries add up to; gives their dates and amounts."""
    lives = {}
    for held in shop.services.cards.every(shop.program.id):
        entries = shop.services.cards.history(shop.program.id, held.card.id)
        assert replay(shop.program.id, held.card.id, entries) == held.card
        assert held.want == held.card.seq
        dates = [(str(e.happened_at), e.amount.minor if e.amount else 0) for e in entries]
        assert dates == sorted(dates, key=lambda seen: seen[0])
        lives[held.reference or ""] = dates
    return lives


ROWS = st.lists(
    st.builds(
        sale,
        st.sampled_from(["ada", "Ada", "ben", "0612345678"]),
        st.sampled_from(["2025-01-07", "2025-01-08", "2025-03-30", "2026-05-31"]),
        st.sampled_from([0, 450, 1200]),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=25)
@given(rows=ROWS, earn=st.booleans(), data=st.data())
def test_any_rows_in_any_order_are_in_once(
    shared: Path, rows: list[Sale], earn: bool, data: st.DataObject
) -> None:
    shop = Shop(shared).at(TODAY)

    first = brought(shop, rows, earn=earn)
    once, lives = everything(shop), proved(shop)
    again = brought(shop, data.draw(st.permutations(rows)), earn=earn)

    assert numbers(first) == (len(rows), 0, 0, len({row.customer for row in rows}))
    assert numbers(again) == (0, len(rows), 0, 0)
    assert everything(shop) == once
    assert sum(map(len, lives.values())) == len(rows)


@settings(deadline=None, max_examples=20)
@given(rows=ROWS, cut=st.integers(0, 30), earn=st.booleans())
def test_a_file_that_has_grown_brings_what_is_new_or_says_why_not(
    shared: Path, rows: list[Sale], cut: int, earn: bool
) -> None:
    shop = Shop(shared).at(TODAY)
    brought(shop, rows[:cut], earn=earn)

    accepted, already, refused, _ = numbers(brought(shop, rows, earn=earn))

    assert accepted + already + refused == len(rows)
    assert already == len(rows[:cut])
    proved(shop)


def test_a_sale_that_is_older_than_what_the_card_has_is_refused(shop: Shop) -> None:
    shop.at(TODAY)
    brought(shop, [sale("ada", "2025-03-04")])

    (found,) = brought(shop, [sale("ada", "2025-03-05"), sale("ada", "2025-03-03")])

    ((row, reason),) = found.refused
    assert (row.date, found.accepted) == ("2025-03-03", 1)
    assert reason == "is older than what the customer's card has already, of 2025-03-04"


def test_customers_are_told_apart_by_capitals_and_programs(shop: Shop) -> None:
    shop.at(TODAY)

    found = brought(shop, [sale("Ada", "2025-03-04"), sale("ada", "2025-03-04")])

    assert numbers(found) == (2, 0, 0, 2)


def test_nothing_of_the_customer_is_kept_but_a_keyed_hash(shop: Shop) -> None:
    shop.at(TODAY)
    brought(shop, [sale("Ada Lovelace", "2025-03-04")])

    assert "Lovelace" not in everything(shop)
    (held,) = shop.services.cards.every(shop.program.id)
    assert held.member is None
    assert (held.joined_at, held.imported_at) == (at("2025-03-04 12:00"), at(TODAY))
    assert held.reference and held.reference in everything(shop)


def test_a_customer_is_found_again_once_the_secret_is_another(shop: Shop) -> None:
    shop.at(TODAY)
    rows = [sale("ada", "2025-03-04")]
    brought(shop, rows)
    older = shop.services.keys
    rotated = Keyring(older.current + 1, {**older.secrets, older.current + 1: b"n" * 32})
    shop.services = replace(shop.services, keys=rotated)

    found = brought(shop, [*rows, sale("ada", "2025-03-05")])

    assert numbers(found) == (1, 1, 0, 0)


def test_the_amounts_and_visits_are_in_the_figures_of_their_weeks(shop: Shop) -> None:
    shop.at(TODAY)
    brought(shop, [sale("ada", "2025-03-04", 450), sale("ben", "2025-03-05", 1200)])

    week = compute(shop.services, shop.program, Week.named("2025-W10")).week

    assert (week.visits, week.spend_minor, week.members_joined, week.new) == (2, 1650, 2, 2)
    assert week.stamps == 0


def test_two_hundred_customers_then_250_of_whom_70_are_new_is_90_percent_g2(shop: Shop) -> None:
    shop.at(TODAY)
    staying = [sale(f"stays {n}", "2026-04-20") for n in range(180)]
    leaving = [sale(f"leaves {n}", "2026-03-10") for n in range(20)]
    arriving = [sale(f"new {n}", "2026-05-06") for n in range(70)]
    brought(shop, [*arriving, *staying, *leaving])

    cohort = compute(shop.services, shop.program, Week.named("2026-W19")).week.cohort

    assert (cohort.start, cohort.end, cohort.new) == (200, 250, 70)
    assert cohort.retention == Fraction(90, 100)


def test_a_customer_with_many_sales_is_written_in_pieces(shop: Shop) -> None:
    shop.at(TODAY)
    rows = [sale("ada", "2025-03-04", minor) for minor in range(250)]
    others = [sale(f"other {n}", "2025-03-04") for n in range(60)]

    found = brought(shop, [*others[:30], *rows, *others[30:]], earn=True)

    assert numbers(found) == (310, 0, 0, 61)
    assert max(map(len, proved(shop).values())) == 250


@pytest.mark.parametrize("fault", [lost, lost_before, down, contended])
def test_a_fault_on_the_way_changes_neither_the_outcome_nor_the_numbers(
    shop: Shop, fault: Callable[[Callable[[], None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    shop.at(TODAY)
    rows = [sale(f"customer {n}", "2025-03-04") for n in range(70)]
    store(shop).next(fault)

    found = brought(shop, rows)

    assert numbers(found) == (70, 0, 0, 70)
    assert len(proved(shop)) == 70


def test_what_cannot_be_written_together_is_written_one_by_one(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    shop.at(TODAY)
    store(shop).next(*[contended] * 6)

    found = brought(shop, [sale("ada", "2025-03-04"), sale("ben", "2025-03-04")])

    assert numbers(found) == (2, 0, 0, 2)


def test_a_crash_in_the_middle_and_a_second_run_are_one_run(
    shop: Shop, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    rows = [sale(f"customer {n % 40}", f"2025-03-{1 + n % 28:02d}", n) for n in range(300)]
    whole = Shop(shared).at(TODAY)
    brought(whole, rows)
    shop.at(TODAY)
    store(shop).next(*[lambda commit: commit()] * 2, *[down] * 100)
    with pytest.raises(StoreUnavailable):
        brought(shop, rows)
    store(shop).orders.clear()

    accepted, already, refused, _ = numbers(brought(shop, rows))

    assert accepted and already and not refused
    assert proved(shop) == proved(whole)


def test_what_somebody_else_brings_in_at_once_is_counted_once(shop: Shop) -> None:
    shop.at(TODAY)
    rows = [sale("ada", "2025-03-04"), sale("ben", "2025-03-04")]
    theirs: list[Brought[Sale]] = []

    def they_too(commit: Callable[[], None]) -> None:
        theirs.extend(brought(shop, rows[:1]))
        commit()

    store(shop).next(they_too)

    found = brought(shop, rows)

    assert (numbers(theirs), numbers(found)) == ((1, 0, 0, 1), (1, 1, 0, 1))
    assert len(proved(shop)) == 2


def test_a_stamp_at_the_till_in_the_very_moment_is_not_lost(shop: Shop) -> None:
    shop.at(TODAY)
    brought(shop, [sale("ada", "2025-03-04"), sale("ben", "2025-03-04")])
    held = next(iter(shop.services.cards.every(shop.program.id)))
    till = shop.pair()

    def stamped(commit: Callable[[], None]) -> None:
        assert till.earn(short_code.shown(held.short_code)).status_code == 201
        commit()

    store(shop).next(stamped)

    found = brought(shop, [sale("ada", "2026-05-04"), sale("ben", "2026-05-04")])

    assert numbers(found)[:3] == (1, 0, 1)  # one of them has been here since, a minute ago
    proved(shop)


def test_the_card_serves_at_the_till_and_has_a_page_without_a_name(shop: Shop) -> None:
    shop.at(TODAY)
    (found,) = brought(shop, [sale("ada", "2025-03-04")])
    held = _card(found)
    page = shop.web.get(card_path(shop.services, shop.program.id, held.card.id))

    answer = shop.pair().earn(short_code.shown(held.short_code))

    assert page.status_code == 200
    assert short_code.shown(held.short_code) in page.text
    assert 'class="card-name"' not in page.text
    assert answer.json["headline"] == "2e visite · 1 sur 9"


def test_no_till_can_name_a_sale_that_was_brought_in(shop: Shop) -> None:
    shop.at(TODAY)
    (found,) = brought(shop, [sale("ada", "2026-06-01", at=at("2026-06-01 09:59"))])
    held, till = _card(found), shop.pair()
    (entry,) = shop.services.cards.history(shop.program.id, held.card.id)
    code = short_code.shown(held.short_code)

    assert entry.operation.startswith("sale:")
    assert till.undo(code, entry.operation).status_code == 422
    assert till.refund(code, entry.operation).status_code == 422


def test_wallets_hear_of_what_is_brought_to_a_card_that_they_hold(shared: Path) -> None:
    shop = Shop(shared, wakes=True)
    shop.at(TODAY)
    (found,) = brought(shop, [sale("ada", "2025-03-04")])
    shop.services.outbox.attach(_card(found), "google", attached=True)
    before = shop.services.cards.head(shop.program.id, _card(found).card.id)

    brought(shop, [sale("ada", "2025-03-05")])

    held = shop.services.cards.head(shop.program.id, before.card.id)
    assert (before.behind, held.behind) == ((), ("google",))
    assert shop.woken == [Errand(program=shop.program.id, card=before.card.id, until=None)]
    assert held.modified_at > before.modified_at
    assert [one.card.id for one in shop.services.outbox.due(shop.now, 10)] == [before.card.id]


def test_forgetting_deletes_every_trace_of_who_it_was(shop: Shop) -> None:
    shop.at(TODAY)
    (found,) = brought(shop, [sale("ada", "2025-03-04")])
    held = _card(found)

    forget(shop.services, shop.program.id, short_code.shown(held.short_code))

    left = everything(shop)
    assert held.reference and held.reference not in left
    assert "imported_at" not in left
    again = brought(shop, [sale("ada", "2025-03-04")])
    assert numbers(again) == (1, 0, 0, 1)  # nothing says that they were here


def test_forgetting_by_itself_counts_from_the_import_on(shop: Shop) -> None:
    shop.at(TODAY)
    brought(shop, [sale("ada", "2020-03-04")])

    shop.now = at(TODAY) + KEPT
    assert forget_inactive(shop.services) == 0
    shop.now += timedelta(minutes=1)
    assert forget_inactive(shop.services) == 1
    assert forget_inactive(shop.services) == 0


def test_paper_cards_are_brought_once(shop: Shop) -> None:
    shop.at(TODAY)
    rows = [count("ada", 12), count("ben", 3)]

    first = list(bring_counts(shop.services, shop.program, rows))
    again = list(bring_counts(shop.services, shop.program, rows))

    assert (numbers(first), numbers(again)) == ((2, 0, 0, 2), (0, 2, 0, 0))
    assert _card(first[0]).card.balances == {reward_account("coffee"): 1, STAMPS: 3}
    assert _card(first[1]).card.balances == {STAMPS: 3}


def test_another_number_for_the_same_customer_is_refused(shop: Shop) -> None:
    shop.at(TODAY)
    rows = [count("ada", 7), count("ada", 7), count("ada", 8)]

    (found,) = bring_counts(shop.services, shop.program, rows)
    (again,) = bring_counts(shop.services, shop.program, [count("ada", 9)])

    assert (found.accepted, found.already) == (1, 1)
    assert [reason for _, reason in (*found.refused, *again.refused)] == [
        "was already brought with 7",
        "was already brought with 7",
    ]
    assert _card(found).card.balances == {STAMPS: 7}


def test_sales_and_a_paper_card_of_one_customer_are_on_one_card(shop: Shop) -> None:
    shop.at(TODAY)
    brought(shop, [sale("ada", "2025-03-04")])

    found = list(bring_counts(shop.services, shop.program, [count("ada", 2)]))

    assert numbers(found) == (1, 0, 0, 0)
    assert (_card(found[0]).card.visits, _card(found[0]).card.balances) == (1, {STAMPS: 2})


def test_a_paper_card_is_told_on_its_page_as_what_it_was(shop: Shop) -> None:
    shop.at(TODAY)
    (found,) = bring_counts(shop.services, shop.program, [count("ada", 2)])

    page = shop.web.get(card_path(shop.services, shop.program.id, _card(found).card.id)).text

    assert "carte papier" in page


def test_a_card_that_a_forgotten_customer_had_takes_nothing_more(shop: Shop) -> None:
    shop.at(TODAY)
    (found,) = brought(shop, [sale("ada", "2025-03-04")])
    code = short_code.shown(_card(found).short_code)

    def forgotten(commit: Callable[[], None]) -> None:
        forget(shop.services, shop.program.id, code)
        commit()

    store(shop).next(forgotten)

    (again,) = brought(shop, [sale("ada", "2025-03-05")])

    assert _card(again).card.id != _card(found).card.id
    assert len(shop.services.cards.history(shop.program.id, _card(found).card.id)) == 1


def _card(found: Brought[Sale] | Brought[Count]) -> HeldCard:
    assert found.card
    return found.card


def test_whoever_was_decided_on_more_than_a_minute_ago_is_decided_on_anew(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    imports = shop.at(TODAY).services.imports
    find, write = imports.find, imports.write
    late: list[timedelta] = []

    def noted(parts: Sequence[Part]) -> None:
        late.extend(shop.now - entry.recorded_at for part in parts for entry in part.entries)
        write(parts)

    monkeypatch.setattr(imports, "find", lambda *of: shop.later(seconds=25) and find(*of))
    monkeypatch.setattr(imports, "write", noted)
    rows = [sale(name, "2026-05-31") for name in ("ada", "ben", "cleo", "dan")]

    found = brought(shop, rows)

    assert numbers(found) == (4, 0, 0, 4)
    assert len(late) == 4
    assert max(late) <= timedelta(seconds=60)


def forger(shop: Shop) -> Forger:
    """The only card's items, by hand."""
    (held,) = shop.services.cards.every(shop.program.id)
    return Forger(store(shop), shop.program.id, held.card.id)


def test_a_frozen_card_goes_on_from_what_its_entries_say(shop: Shop) -> None:
    shop.at(TODAY)
    brought(shop, [sale("ada", "2025-01-07")], earn=True)
    forger(shop).on_card(lots=[["stamps", 8]], frozen="card-lots")

    found = brought(shop, [sale("ada", "2025-01-08")], earn=True)

    assert numbers(found) == (1, 0, 0, 0)
    proved(shop)
    (held,) = shop.services.cards.every(shop.program.id)
    assert held.card.balances == {STAMPS: 2}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda card: (card.on_card(frozen="hash-differs"), card.on_entry(0, units=3)),
        lambda card: card.on_card(seq=None),
        lambda card: card.on_entry(0, changes="x"),
        lambda card: card.drop(card.head),
    ],
)
def test_rows_of_a_card_that_nothing_vouches_for_are_refused_and_the_others_are_in(
    shop: Shop, spoil: Callable[[Forger], object]
) -> None:
    shop.at(TODAY)
    brought(shop, [sale("ada", "2025-01-07")])
    ada = forger(shop)
    spoil(ada)
    entries = ada.entries

    found = brought(shop, [sale("ada", "2025-01-08"), sale("ben", "2025-01-08")])

    assert numbers(found) == (1, 0, 1, 1)
    assert [(row.customer, why) for one in found for row, why in one.refused] == [("ada", CHECKED)]
    assert ada.entries == entries
