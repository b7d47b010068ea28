"""A store that an older version wrote is brought to the present design, whatever comes between."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.failures import StoreUnavailable
from functions.store import keys
from functions.store.engine import Cancelled, Delete, Engine, Expect, Item, Key, Operation, Put
from functions.store.items import member_item, new_card
from functions.store.ledger import LedgerStore
from functions.store.programs import ProgramStore
from functions.store.retrying import TRIES
from functions.store.sqlite import SqliteEngine
from functions.store.upgrading import STEPS, DesignStore
from functions.store.walking import partitions, whole_query
from loyalty.entry import CardId
from loyalty.errors import BadConfiguration
from tests.builders import program_data
from tests.functions.store.faults import Faulty, after, down, lost
from tests.functions.store.shelf import ADA, BEN, JOINED, SHOP, consents, fresh, head

A, B, C = "A" * 16, "B" * 16, "C" * 16
NAMELESS = fresh(C)


@pytest.fixture(name="design")
def _design(engine: Faulty) -> DesignStore:
    return DesignStore(engine)


@pytest.fixture(name="old")
def _old(cards: LedgerStore, engine: Faulty) -> Faulty:
    """Ada, Ben and somebody who was forgotten, as they were kept before there was such a list."""
    listed = keys.program_listed(SHOP)
    engine.write(Put({"pk": listed.pk, "sk": listed.sk}))
    for held in (fresh(A), fresh(B, member=BEN), NAMELESS):
        cards.create(held, consents(), None)
    cards.forget(head(cards, C), JOINED)
    before_names(engine)
    return engine


def before_names(engine: Engine) -> None:
    for partition, items in list(partitions(engine, f"P#{SHOP}#F#")):
        for item in items:
            engine.write(Delete(Key(partition, str(item["sk"]))))


def named(engine: Engine) -> list[str]:
    """Everybody who is found by name."""
    return sorted(
        str(item["sk"]) for _, items in partitions(engine, f"P#{SHOP}#F#") for item in items
    )


def upgrade(design: DesignStore, *, dry: bool = False) -> int:
    return design.upgrade(dry=dry, step=lambda cards: None)


EVERYBODY = [f"ada#{A}", f"ben#{B}"]


def test_members_from_before_are_found_by_their_names(
    old: Faulty, cards: LedgerStore, design: DesignStore
) -> None:
    assert design.version() == 1
    assert named(old) == []

    assert upgrade(design) == 2

    assert design.version() == design.present
    assert named(old) == EVERYBODY
    before = old.items()
    before_names(old)
    cards.forget(head(cards, A), JOINED)
    cards.forget(head(cards, B), JOINED)
    cards.create(fresh(A + "2"), consents(), None)
    assert [item for item in before if item["sk"] == f"ada#{A}"] == [
        {"pk": f"P#{SHOP}#F#ad", "sk": f"ada#{A}", "birthday": "0229"}
    ]


def test_whoever_gave_four_digits_is_found_by_them_too(
    old: Faulty, cards: LedgerStore, design: DesignStore
) -> None:
    cards.create(fresh("D" * 16, member=replace(BEN, phone_last4="5678")), consents(), None)
    before_names(old)

    assert upgrade(design, dry=True) == upgrade(design) == 4
    assert named(old) == sorted([*EVERYBODY, f"5678#{'D' * 16}", f"ben#{'D' * 16}"])


def test_a_dry_run_says_what_the_run_writes_and_writes_nothing(
    old: Faulty, design: DesignStore
) -> None:
    before = old.items()

    counted = upgrade(design, dry=True)

    assert old.items() == before
    written = upgrade(design)
    added = [item for item in old.items() if item not in before]
    assert counted == written == len([item for item in added if item["pk"] != "DESIGN"])
    assert len(added) == written + 1


def test_a_second_time_there_is_nothing_to_do(old: Faulty, design: DesignStore) -> None:
    upgrade(design)
    before = old.items()

    assert upgrade(design) == upgrade(design, dry=True) == 0
    assert old.items() == before


def test_a_member_who_is_forgotten_meanwhile_leaves_no_name_behind(
    old: Faulty, cards: LedgerStore, design: DesignStore
) -> None:
    old.next(after(lambda: cards.forget(head(cards, A), JOINED)))

    assert upgrade(design) == 1

    left = [held.member for held in cards.every(SHOP)]
    assert named(old) == [one for one in EVERYBODY if one.startswith("ben")]
    assert left.count(None) == 2


def test_a_member_who_joins_meanwhile_is_counted_by_nobody_and_found(
    old: Faulty, cards: LedgerStore, design: DesignStore
) -> None:
    later = fresh("D" * 16)
    old.next(after(lambda: cards.create(later, consents(), None)))

    assert upgrade(design) in (2, 3)
    assert named(old) == sorted([*EVERYBODY, f"ada#{'D' * 16}"])


def test_what_was_cut_off_goes_on(old: Faulty, design: DesignStore) -> None:
    old.next(lambda commit: commit(), *[down] * TRIES)

    with pytest.raises(StoreUnavailable):
        upgrade(design)

    assert design.version() == 1
    assert len(named(old)) == 1
    assert upgrade(design, dry=True) == 1
    assert upgrade(design) == 1
    assert named(old) == EVERYBODY


def test_an_answer_that_is_lost_counts_once(old: Faulty, design: DesignStore) -> None:
    old.next(lost, lost)

    assert upgrade(design) == 2
    assert design.version() == 2


def test_two_at_once_write_each_name_once(old: Faulty, design: DesignStore) -> None:
    old.next(after(lambda: upgrade(design)))

    upgrade(design)

    assert named(old) == EVERYBODY
    assert design.version() == 2


def test_an_empty_store_has_nothing_to_bring(engine: Faulty, design: DesignStore) -> None:
    assert upgrade(design, dry=True) == 0
    assert engine.items() == []

    assert upgrade(design) == 0
    assert design.version() == 2


@pytest.mark.parametrize("first_name", ["李", "…", "", 7, None, "=1+1"])
def test_a_member_who_cannot_be_found_or_read_is_passed_over(
    engine: Faulty, design: DesignStore, first_name: Any
) -> None:
    odd = member_item(SHOP, CardId(A), ADA) | {"first_name": first_name}
    engine.write(Put({name: value for name, value in odd.items() if value is not None}))
    engine.write(Put(new_card(fresh(A))))
    counted = upgrade(design, dry=True)

    assert upgrade(design) == counted == len(named(engine))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["Ada", "Zoé", "…", "Bo"]), st.booleans()), max_size=12))
def test_whoever_has_a_name_has_it_in_the_list_and_the_dry_run_knows(
    people: list[tuple[str, bool]],
) -> None:
    engine = SqliteEngine(None)
    cards, design = LedgerStore(engine), DesignStore(engine)
    for number, (name, is_old) in enumerate(people):
        card = f"{number:016d}"
        member = ADA.__class__(first_name=name, language="fr", birthday=None)
        cards.create(fresh(card, f"{number:08d}", member), consents(), None)
        if is_old:
            for item in whole_query(engine, f"P#{SHOP}#F#{name.lower()[:2].replace('é', 'e')}"):
                if str(item["sk"]).endswith(card):
                    engine.write(Delete(Key(str(item["pk"]), str(item["sk"]))))

    missing = sum(is_old and name != "…" for name, is_old in people)
    assert upgrade(design, dry=True) == missing
    assert upgrade(design) == missing
    assert len(named(engine)) == sum(name != "…" for name, _ in people)
    engine.close()


# What the store says


def test_a_store_that_is_begun_is_of_the_present_design(
    engine: Faulty, design: DesignStore
) -> None:
    assert design.begin() == 2

    ProgramStore(engine).publish(program_data(), JOINED)
    assert design.begin() == design.version() == 2


def test_a_store_with_a_program_is_what_it_was(old: Faulty, design: DesignStore) -> None:
    assert design.begin() == design.version() == 1


@pytest.mark.parametrize("version", [3, 99])
def test_a_newer_store_is_refused_and_says_which_program_reads_it(
    engine: Faulty, design: DesignStore, version: int
) -> None:
    said(engine, version)
    before = engine.items()

    asks: list[Callable[[], object]] = [design.version, design.begin, lambda: upgrade(design)]
    for ask in asks:
        with pytest.raises(BadConfiguration, match=f"is of item design {version}, .* knows 2"):
            ask()
    assert engine.items() == before


@pytest.mark.parametrize("version", ["2", 0, -1, [2], None])
def test_a_store_that_says_something_odd_is_refused(
    engine: Faulty, design: DesignStore, version: Any
) -> None:
    said(engine, version)

    with pytest.raises(BadConfiguration, match="says that its item design is"):
        design.version()


def said(engine: Engine, version: Any) -> None:
    item: Item = {"pk": "DESIGN", "sk": "DESIGN"}
    engine.write(Put(item if version is None else item | {"version": version}))


def test_steps_are_taken_in_order_from_where_the_store_is(old: Faulty) -> None:
    def tidied(engine: Engine, partition: str, items: Sequence[Item]) -> Iterator[list[Operation]]:
        for item in items:
            if partition.startswith(f"P#{SHOP}#F#") and "tidy" not in item:
                yield [Put(item | {"tidy": True}, Expect(present=True))]

    longer = DesignStore(old, [*STEPS, tidied])
    upgrade(DesignStore(old))

    assert longer.version() == 2
    assert upgrade(longer, dry=True) == upgrade(longer) == 2
    assert longer.version() == longer.present == 3


def test_a_store_never_goes_back(old: Faulty, design: DesignStore) -> None:
    """Somebody with a newer program has come further while this one was at it."""
    old.next(after(lambda: said(old, 5)))

    upgrade(design)

    with pytest.raises(BadConfiguration, match="item design 5"):
        design.version()


def test_a_write_that_finds_something_else_is_not_counted(old: Faulty, design: DesignStore) -> None:
    def taken() -> None:
        old.engine.write(Put({"pk": f"P#{SHOP}#F#ad", "sk": f"ada#{A}", "birthday": "0101"}))
        old.engine.write(Put({"pk": f"P#{SHOP}#F#be", "sk": f"ben#{B}", "birthday": "0101"}))

    old.next(after(taken))

    assert upgrade(design) == 0
    with pytest.raises(Cancelled):
        old.write(Put({"pk": f"P#{SHOP}#F#ad", "sk": f"ada#{A}"}, Expect(absent=True)))
