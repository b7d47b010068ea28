"""A program's items as records: a card that is being scanned meanwhile, and the way back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from functions.failures import StoreUnavailable
from functions.ports.archive import Records
from functions.store import keys
from functions.store.archive import READS, ArchiveStore
from functions.store.devices import DeviceStore
from functions.store.engine import Item, Key, Page, Update
from functions.store.ledger import LedgerStore
from functions.store.sqlite import SqliteEngine
from loyalty.entry import CardId
from loyalty.errors import BadConfiguration
from tests.builders import at
from tests.functions.store.faults import Faulty, contended, down, lost, lost_before
from tests.functions.store.shelf import JOINED, SHOP, fresh, head, issued, paired, stamp


@pytest.fixture(name="archive")
def _archive(engine: Faulty) -> ArchiveStore:
    paired(engine)
    return ArchiveStore(engine)


def stamped(cards: LedgerStore, number: int, card: str = "A" * 16) -> None:
    """So many stamps, each a day after the one before."""
    for day in range(1, number + 1):
        stamp(cards, head(cards, card), f"2026-02-{day:02} 10:00")


def another() -> tuple[Faulty, ArchiveStore, LedgerStore]:
    """A second, empty store."""
    engine = Faulty(SqliteEngine(None))
    return engine, ArchiveStore(engine), LedgerStore(engine)


def everything(engine: Faulty) -> list[Item]:
    return sorted(engine.items(), key=lambda item: (str(item["pk"]), str(item["sk"])))


@dataclass
class Busy:
    """An engine on which a scan comes while a walk reads: the walk sees half of it."""

    engine: Faulty
    cards: LedgerStore
    times: int

    def scan(self, **asked: Any) -> Page:
        return self._half_seen(lambda: self.engine.scan(**asked))

    def query(self, pk: str, **asked: Any) -> Page:
        return self._half_seen(lambda: self.engine.query(pk, **asked))

    def _half_seen(self, read: Callable[[], Page]) -> Page:
        """The card as it was, with an entry that came behind it."""
        before = read()
        self._somebody_comes()
        after = read()
        card = [item for item in before.items if item["sk"] == "A#CARD"]
        return Page([*card, *(i for i in after.items if i["sk"] != "A#CARD")], after.cursor)

    def _somebody_comes(self) -> None:
        if self.times:
            self.times -= 1
            held = head(self.cards)
            stamp(self.cards, held, f"2026-02-{held.card.seq + 1:02} 10:00")


def test_a_card_leaves_with_all_that_belongs_to_it(
    archive: ArchiveStore, cards: LedgerStore
) -> None:
    issued(cards, wallets=("google",))
    stamped(cards, 2)

    (records,) = archive.cards(SHOP)

    numbers = {kind: len(of_kind) for kind, of_kind in records.items()}
    assert numbers == {"cards": 1, "members": 1, "entries": 2, "consents": 1, "wallets": 0}
    assert [entry["seq"] for entry in records["entries"]] == [1, 2]
    assert {entry["card"] for entry in records["entries"]} == {"A" * 16}


def test_a_card_that_is_scanned_meanwhile_is_read_again(engine: Faulty, cards: LedgerStore) -> None:
    paired(engine)
    issued(cards)
    busy = Busy(engine, cards, times=3)

    (records,) = ArchiveStore(busy).cards(SHOP)  # type: ignore[arg-type]

    (card,), entries = records["cards"], records["entries"]
    assert card["seq"] == len(entries) == 3
    assert card["head"] == entries[-1]["hash"]


def test_a_card_that_never_fits_is_given_up(engine: Faulty, cards: LedgerStore) -> None:
    paired(engine)
    issued(cards)
    engine.write(Update(Key(f"P#{SHOP}#C#{'A' * 16}", "A#CARD"), set={"seq": READS}))

    (records,) = ArchiveStore(engine).cards(SHOP)

    assert (records["cards"][0]["seq"], records["entries"]) == (READS, [])


def test_an_attribute_that_is_added_later_goes_out_by_itself(
    archive: ArchiveStore, engine: Faulty, cards: LedgerStore
) -> None:
    issued(cards)
    engine.write(Update(Key(f"P#{SHOP}#C#{'A' * 16}", "A#MEMBER"), set={"nickname": "Dédé"}))

    (records,) = archive.cards(SHOP)

    assert records["members"][0]["nickname"] == "Dédé"
    said = archive.mistake("members", records["members"][0])
    assert said == "has a field 'nickname', which this Poinçon does not know"


def test_phones_leave_without_their_tokens(archive: ArchiveStore) -> None:
    (phone,) = archive.shop(SHOP)["phones"]

    assert {*phone} == {"program", "device", "role", "shop", "name", "status", "paired_at"}


def test_every_record_comes_back_as_the_item_that_it_was(
    archive: ArchiveStore, engine: Faulty, cards: LedgerStore
) -> None:
    issued(cards)
    stamped(cards, 3)
    there, other, _ = another()

    other.bring([*archive.cards(SHOP)])

    here = [item for item in everything(engine) if "#DEVICES" not in str(item["pk"])]
    assert everything(there) == here


def test_a_card_that_was_never_stamped_leaves_with_every_field_and_comes_back_with_none(
    archive: ArchiveStore, cards: LedgerStore
) -> None:
    issued(cards)
    there, empty, brought = another()

    (records,) = archive.cards(SHOP)
    empty.bring([records])

    (record,) = records["cards"]
    item = there.get(keys.card(SHOP, CardId("A" * 16)))
    assert (record["visits"], record["lots"], record["head"]) == (0, [], "0" * 64)
    assert item and not {"visits", "lots", "head"} & item.keys()
    assert head(brought) == head(cards)


def test_many_cards_and_long_histories_fit_into_transactions(
    archive: ArchiveStore, cards: LedgerStore
) -> None:
    for number in range(26):
        issued(cards, chr(65 + number) * 16)
    stamped(cards, 8)
    for record in range(4):
        issued(cards, f"B{record}" * 8)
    _, other, brought = another()

    other.bring([*archive.cards(SHOP), *_long(archive)])

    assert len(list(brought.every(SHOP))) == 30
    assert len(brought.history(SHOP, CardId("A" * 16))) == 8


def _long(archive: ArchiveStore) -> Iterator[Records]:
    """Two hundred entries of one card: more than one transaction holds."""
    records = next(records for records in archive.cards(SHOP) if records["entries"])
    entry = records["entries"][0]
    yield {"entries": [entry | {"card": "LONG", "operation": f"o-{n}"} for n in range(200)]}


def test_large_items_are_shared_out_among_transactions(
    archive: ArchiveStore, cards: LedgerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.store.archive.MOST_BYTES", 1000)
    issued(cards)
    stamped(cards, 5)
    _, other, brought = another()

    other.bring([*archive.cards(SHOP)])

    assert len(brought.history(SHOP, CardId("A" * 16))) == 5


def test_a_customer_of_an_older_system_is_found_again(
    archive: ArchiveStore, cards: LedgerStore
) -> None:
    issued(cards)
    (records,) = archive.cards(SHOP)
    (card,) = records["cards"]
    known = card | {"reference": "ab12", "imported_at": "2026-02-02T08:00:00.000Z"}
    there, other, _ = another()

    other.bring([{**records, "cards": [known]}])

    pointer = there.get(keys.imported(SHOP, "ab12"))
    assert pointer and pointer["card"] == "A" * 16


@pytest.mark.parametrize("fault", [lost, lost_before, down, contended])
def test_whatever_goes_wrong_once_is_written_once(
    archive: ArchiveStore, cards: LedgerStore, fault: Any
) -> None:
    issued(cards)
    there, other, brought = another()
    there.next(fault)

    other.bring([*archive.cards(SHOP)])

    assert [held.card.id for held in brought.every(SHOP)] == ["A" * 16]


def test_a_store_that_stays_away_says_so(
    archive: ArchiveStore, cards: LedgerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    issued(cards)
    there, other, _ = another()
    there.next(*[down] * 10)

    with pytest.raises(StoreUnavailable):
        other.bring([*archive.cards(SHOP)])


def test_bringing_again_changes_nothing_and_adds_what_is_missing(
    archive: ArchiveStore, engine: Faulty, cards: LedgerStore
) -> None:
    issued(cards)
    before: Sequence[Records] = [*archive.cards(SHOP)]
    there, other, _ = another()
    other.bring(before)
    issued(cards, "B" * 16)

    other.bring([*archive.cards(SHOP)])

    here = [item for item in everything(engine) if "#DEVICES" not in str(item["pk"])]
    assert everything(there) == here


def test_what_is_another_is_named_and_stays(archive: ArchiveStore, cards: LedgerStore) -> None:
    issued(cards)
    _, other, brought = another()
    brought.create(fresh(short="SAMECODE"), [], None)

    with pytest.raises(BadConfiguration, match="A#CARD: is in the store already"):
        other.bring([*archive.cards(SHOP)])

    assert brought.head(SHOP, CardId("A" * 16)).short_code == "SAMECODE"


def test_a_tombstone_keeps_its_first_date(archive: ArchiveStore) -> None:
    archive.forget(SHOP, CardId("A" * 16), JOINED)
    archive.forget(SHOP, CardId("A" * 16), at("2027-01-01 00:00"))

    (stone,) = archive.shop(SHOP)["forgotten"]
    assert stone["forgotten_at"] == "2026-02-02T08:00:00.000Z"
    assert archive.forgotten(SHOP) == {"A" * 16}


def test_forgetting_leaves_a_tombstone_and_no_name(
    archive: ArchiveStore, engine: Faulty, cards: LedgerStore
) -> None:
    held = issued(cards)

    cards.forget(held, JOINED)

    assert archive.forgotten(SHOP) == {"A" * 16}
    assert "Ada" not in str(everything(engine))


def test_opening_lists_the_program_and_marks_what_is_behind(
    archive: ArchiveStore, cards: LedgerStore
) -> None:
    issued(cards, wallets=("google",))
    issued(cards, "B" * 16)
    stamped(cards, 1)
    there, other, _ = another()
    other.bring([*archive.cards(SHOP)])
    assert not other.is_here(SHOP)

    other.open(SHOP)

    assert other.is_here(SHOP)
    assert [item["sk"] for item in there.items() if "due" in item] == ["A#CARD"]


def test_phones_that_come_back_can_be_listed(archive: ArchiveStore) -> None:
    there, other, _ = another()

    other.bring([{"phones": archive.shop(SHOP)["phones"]}])

    assert [phone.id for phone in DeviceStore(there).every(SHOP)] == ["till-1"]
