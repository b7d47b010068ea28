"""Cards and members as items, and back: the one place that knows their attributes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from functions.failures import Damaged
from functions.records import WALLETS, Failure, HeldCard, Mark, Member, Wallet
from functions.store import keys
from functions.store.engine import Item, Key, Value
from loyalty.card import Card, Lot, Moment
from loyalty.entry import (
    CardId,
    Entry,
    Kind,
    digest,
    from_record,
    instant,
    instant_text,
    to_record,
)

Attributes = dict[str, Value | None]

UNTOLD = -1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1900, 3000)


def entry_item(entry: Entry) -> Item:
    """The entry's record under its key; the names in the key are not written twice."""
    key = keys.entry(entry.program, entry.card, entry.operation)
    record = to_record(entry)
    sealed = digest(record)
    for name in ("program", "card", "operation"):
        del record[name]
    return cast(Item, record | {"pk": key.pk, "sk": key.sk, "hash": sealed})


def entry_of(program: str, card: CardId, item: Item) -> Entry:
    """Read an entry's item; raises ``Damaged``."""
    operation = cast(str, item["sk"]).removeprefix("E#")
    with _reading(card):
        return from_record(item | {"program": program, "card": card, "operation": operation})


def card_attributes(card: Card) -> Attributes:
    """What an entry changes on its card."""
    return {
        "seq": card.seq,
        "head": card.head,
        "lots": [_lot(lot) for lot in card.lots],
        "recent": [[_milliseconds(m.at), m.kind.value] for m in card.recent],
        "visits": card.visits,
        "last_visit_at": instant_text(card.last_visit_at) if card.last_visit_at else None,
        "latest": card.latest,
        "latest_at": instant_text(card.latest_at) if card.latest_at else None,
        "since": card.since,
        "purchases": card.purchases,
        "first_visit_at": instant_text(card.first_visit_at) if card.first_visit_at else None,
    }


def new_card(held: HeldCard) -> Item:
    """A card as it is issued.

    What entries change is not there before the first of them: who issues cards may not write it.
    """
    key = keys.card(held.card.program, held.card.id)
    from_entries: Attributes = card_attributes(held.card) if held.card.seq else {"seq": 0}
    attributes = from_entries | {
        "short_code": held.short_code,
        "joined_at": instant_text(held.joined_at),
        "modified_at": instant_text(held.modified_at),
        "want": held.want,
        "wallets": wallets_text(held.wallets),
        "referred_by": held.referred_by,
        "reference": held.reference,
        "imported_at": instant_text(held.imported_at) if held.imported_at else None,
        "generation": held.generation or None,
        "replaced_at": instant_text(held.replaced_at) if held.replaced_at else None,
        "replaced_by": held.replaced_by,
        "replaced_hash": held.replaced_hash,
        "google_generation": held.google_generation or None,
    }
    return _item(key, attributes)


def replaced_attributes(held: HeldCard) -> Attributes:
    """What a replacement changes on its card."""
    return {
        "short_code": held.short_code,
        "generation": held.generation,
        "replaced_at": instant_text(held.replaced_at) if held.replaced_at else None,
        "replaced_by": held.replaced_by,
        "replaced_hash": held.replaced_hash,
        "modified_at": instant_text(held.modified_at),
    }


def mark_attributes(program: str, card: CardId, mark: Mark) -> Attributes:
    """The whole mark; where nothing is due, nothing of it is kept."""
    partition = keys.dead_letters(program) if mark.dead else keys.due_shard(card)
    return {
        "due": partition if mark.due_at else None,
        "due_at": instant_text(mark.due_at) if mark.due_at else None,
        "tries": mark.tries or None,
        "failing": {str(wallet): one.reason for wallet, one in mark.failing.items()} or None,
        "failing_since": {
            str(wallet): instant_text(one.since) for wallet, one in mark.failing.items()
        }
        or None,
    }


def due_at_once(card: CardId, at: datetime) -> Attributes:
    """What a change sets of the mark: what failed before stays known."""
    return {"due": keys.due_shard(card), "due_at": instant_text(at), "tries": None}


def due_as_read(held: HeldCard) -> Attributes:
    """What a write expects of the mark where nobody may have claimed it meanwhile."""
    return {"due_at": instant_text(held.mark.due_at) if held.mark.due_at else None}


def untold(wallets: Iterable[str]) -> Attributes:
    """Whatever these wallets were told, it is not what the card says now."""
    return {f"done_{wallet}": UNTOLD for wallet in wallets}


def member_item(program: str, card: CardId, member: Member) -> Item:
    """The person behind a card."""
    attributes: Attributes = {"first_name": member.first_name, "language": member.language}
    if member.birthday:
        attributes |= {"birthday_day": member.birthday[0], "birthday_month": member.birthday[1]}
    attributes["phone_last4"] = member.phone_last4
    return _item(keys.member(program, card), attributes)


def tombstone(program: str, card: CardId, at: datetime) -> Item:
    """That the person behind a card was forgotten."""
    return _item(keys.tombstone(program, card), {"forgotten_at": instant_text(at)})


def held_card(program: str, card: CardId, head: Item, member: Item | None) -> HeldCard:
    """A card and its member, from their items; raises ``Damaged``."""
    with _reading(card):
        return _held(program, card, head, member)


def wallets_text(wallets: frozenset[Wallet]) -> str:
    """Names of wallets as one attribute that a condition can compare."""
    return ",".join(sorted(wallets))


@contextmanager
def _reading(card: CardId) -> Iterator[None]:
    """What an item that no store wrote so can raise, as one failure."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as wrong:
        raise Damaged(card, f"{type(wrong).__name__}: {wrong}") from wrong


def _held(program: str, card: CardId, item: dict[str, Any], member: Item | None) -> HeldCard:
    return HeldCard(
        card=_card(program, card, item),
        member=_member(member) if member else None,
        short_code=item["short_code"],
        joined_at=_at(item["joined_at"]),
        modified_at=_at(item["modified_at"]),
        want=item["want"],
        done={wallet: item.get(f"done_{wallet}", 0) for wallet in WALLETS},
        wallets=frozenset(cast("list[Wallet]", [w for w in item["wallets"].split(",") if w])),
        referred_by=item.get("referred_by"),
        reference=item.get("reference"),
        imported_at=_at(item["imported_at"]) if "imported_at" in item else None,
        generation=item.get("generation", 0),
        replaced_at=_at(item["replaced_at"]) if "replaced_at" in item else None,
        replaced_by=item.get("replaced_by"),
        replaced_hash=item.get("replaced_hash"),
        google_generation=item.get("google_generation", 0),
        staff=item.get("staff"),
        mark=_mark(item),
        frozen=item.get("frozen"),
    )


def _card(program: str, card: CardId, item: dict[str, Any]) -> Card:
    if item["seq"] == 0 and "head" not in item:
        return Card(program=program, id=card)
    last, latest_at = item.get("last_visit_at"), item.get("latest_at")
    first = item.get("first_visit_at", last)
    return Card(
        program=program,
        id=card,
        seq=item["seq"],
        head=item["head"],
        lots=tuple(_read_lot(lot) for lot in item["lots"]),
        recent=tuple(Moment(at=_instant(at), kind=Kind(kind)) for at, kind in item["recent"]),
        visits=item["visits"],
        last_visit_at=_at(last) if last else None,
        latest=item.get("latest"),
        latest_at=_at(latest_at) if latest_at else None,
        since=item.get("since", 0),
        purchases=item.get("purchases", item["visits"]),
        first_visit_at=_at(first) if first else None,
    )


def _mark(item: dict[str, Any]) -> Mark:
    due_at = item.get("due_at")
    return Mark(
        due_at=_at(due_at) if due_at else None,
        tries=item.get("tries", 0),
        failing={
            wallet: Failure(reason=why, since=_failing_since(item["failing_since"], wallet))
            for wallet, why in item.get("failing", {}).items()
        },
        dead=item.get("due", "").startswith(keys.DEAD),
    )


def _failing_since(since: str | dict[str, str], wallet: str) -> datetime:
    """By wallet; a card that failed before that was known apart has one instant for all."""
    return _at(since if isinstance(since, str) else since[wallet])


def _member(item: dict[str, Any]) -> Member:
    day, month = item.get("birthday_day"), item.get("birthday_month")
    return Member(
        first_name=item["first_name"],
        language=item["language"],
        birthday=(day, month) if day and month else None,
        phone_last4=item.get("phone_last4"),
    )


def _lot(lot: Lot) -> list[Value]:
    ends: list[Value] = [lot.expires_on.isoformat()] if lot.expires_on else []
    return [lot.account, lot.units, *ends]


def _read_lot(values: list[Any]) -> Lot:
    account, units, *ends = values
    return Lot(
        account=account, units=units, expires_on=date.fromisoformat(ends[0]) if ends else None
    )


def _at(text: str) -> datetime:
    """An instant with which one can reckon: days of the shop are counted from it."""
    at = instant(text)
    if at.tzinfo is None or at.year not in _YEARS:
        raise ValueError(f"{text} is no instant of a card")
    return at


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _instant(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _item(key: Key, attributes: Attributes) -> Item:
    known = {name: value for name, value in attributes.items() if value is not None}
    return {"pk": key.pk, "sk": key.sk, **known}
