"""Every key of the store, in one place. ``docs/store.md`` has the table of access patterns.

A card's partition holds the card, its member, its ledger and its consents. What one scan needs
(card and member) sorts first, under ``A#``, so that one short query brings it. Its Apple devices
are in a partition beside it: permissions see the partition alone, and whoever may delete those must
not be able to delete an entry.
"""

import hashlib
import zlib
from datetime import date

from functions.store.engine import Key
from loyalty.entry import CardId, OperationId

PROGRAMS = "PROGRAMS"
HEAD_LOW, HEAD_HIGH = "A#", "B"
ENTRIES_LOW, ENTRIES_HIGH = "E#", "F"
VERSIONS_LOW, VERSIONS_HIGH = "VERSION#", "VERSION$"
REPORTS_LOW, REPORTS_HIGH = "REPORT#", "REPORT$"
DUE_SHARDS = 8
DEAD = "DEAD#"


def cards_prefix(program: str) -> str:
    """How the partitions of all of a program's cards begin."""
    return f"P#{program}#C#"


def program_listed(program: str) -> Key:
    """The program's line in the list of programs."""
    return Key(PROGRAMS, program)


def program(program_id: str) -> str:
    """The partition of a program's versions and reports."""
    return f"P#{program_id}"


def program_version(program_id: str, version: int) -> Key:
    """One published version of the program's rules."""
    return Key(program(program_id), f"VERSION#{version:06d}")


def importing(program_id: str) -> Key:
    """That the program's import is not over: it comes with its versions, before the first one."""
    return Key(program(program_id), f"{VERSIONS_LOW}.IMPORT")


def report(program_id: str, week: str) -> Key:
    """The claim and the outcome of one week's report."""
    return Key(program(program_id), f"REPORT#{week}")


def export(program_id: str) -> Key:
    """Which week's export was kept last in another place, and who is at the next one."""
    return Key(program(program_id), "EXPORT")


def design() -> Key:
    """The version of the item design that the store is of."""
    return Key("DESIGN", "DESIGN")


def audit_run() -> Key:
    """How far the nightly audit has come: one walk for all programs of the table."""
    return Key("AUDIT", "RUN")


def moving() -> Key:
    """Whose move from another store fills this one, and how far it is."""
    return Key("MOVING", "MOVING")


def audit(program_id: str) -> Key:
    """What the last audit found of a program."""
    return Key(program(program_id), "AUDIT")


def overview(program_id: str) -> Key:
    """The owner's page as it was last counted."""
    return Key(program(program_id), "OVERVIEW")


def card(program_id: str, card_id: CardId) -> Key:
    """The card itself; its ``pk`` is the partition of all that belongs to it."""
    return Key(f"{cards_prefix(program_id)}{card_id}", "A#CARD")


def member(program_id: str, card_id: CardId) -> Key:
    """The person behind the card: what erasure removes."""
    return Key(card(program_id, card_id).pk, "A#MEMBER")


def entry(program_id: str, card_id: CardId, operation: OperationId) -> Key:
    """A ledger entry, by the operation id that the client made."""
    return Key(card(program_id, card_id).pk, f"E#{operation}")


def consent(program_id: str, card_id: CardId, purpose: str, at: str) -> Key:
    """One answer about one purpose, at one moment; never overwritten."""
    return Key(card(program_id, card_id).pk, f"N#{purpose}#{at}")


def card_registrations(program_id: str, card_id: CardId) -> str:
    """The partition of the Apple devices that hold a card."""
    return f"P#{program_id}#R#{card_id}"


def card_registration(program_id: str, card_id: CardId, device: str) -> Key:
    """An Apple device, seen from the card: whom to push to."""
    return Key(card_registrations(program_id, card_id), device)


def device_registration(device: str, program_id: str, card_id: CardId, generation: int = 0) -> Key:
    """The same, seen from the device: which passes it holds, by their serial numbers."""
    later = f".{generation}" if generation else ""
    return Key(apple_device(device), f"{program_id}.{card_id}{later}")


def apple_device(device: str) -> str:
    """The partition of the cards that an Apple device holds."""
    return f"APPLE#{device}"


def short_code(program_id: str, code: str) -> Key:
    """The pointer from eight typed characters to a card."""
    return Key(f"P#{program_id}#K#{code}", "CODE")


def names(program_id: str, folded: str) -> str:
    """The partition of everybody whose first name, folded, begins with the same two letters."""
    return f"P#{program_id}#F#{folded[:2]}"


def name(program_id: str, folded: str, card_id: CardId) -> Key:
    """The pointer from a folded first name to a card."""
    return Key(names(program_id, folded), f"{folded}#{card_id}")


def forgotten(program_id: str) -> str:
    """The partition of who was forgotten: cards alone, nothing of a person."""
    return f"P#{program_id}#FORGOTTEN"


def tombstone(program_id: str, card_id: CardId) -> Key:
    """That the person behind a card was forgotten, so that no restored copy brings them back."""
    return Key(forgotten(program_id), card_id)


def join(program_id: str, key: str) -> Key:
    """The pointer from a join form's idempotency key to the card that it made."""
    return Key(f"P#{program_id}#J#{key}", "JOIN")


def joins(program_id: str) -> Key:
    """How many cards were issued this hour."""
    return Key(f"P#{program_id}#JOINS", "JOINS")


def corrections(program_id: str) -> Key:
    """How many cards the owner has put right today."""
    return Key(f"P#{program_id}#CORRECTIONS", "CORRECTIONS")


def imported(program_id: str, reference: str) -> Key:
    """The pointer from a customer of another system's files, known by a keyed hash, to a card."""
    return Key(f"P#{program_id}#I#{reference}", "IMPORT")


def devices(program_id: str) -> str:
    """The partition of a program's paired phones."""
    return f"P#{program_id}#DEVICES"


def device(program_id: str, device_id: str) -> Key:
    """A paired phone."""
    return Key(devices(program_id), device_id)


def staff(program_id: str) -> str:
    """The partition of who works there."""
    return f"P#{program_id}#STAFF"


def staff_member(program_id: str, staff_id: str) -> Key:
    """Somebody who works there."""
    return Key(staff(program_id), staff_id)


def notices(program: str) -> str:
    """The partition of what was given without network and then refused."""
    return f"P#{program}#NOTICES"


def notice(program: str, happened_at: str, operation: OperationId) -> Key:
    """One such reward, by when it was given."""
    return Key(notices(program), f"{happened_at}#{operation}")


def measures(program_id: str) -> str:
    """The partition of what the tills measure of themselves, by days."""
    return f"P#{program_id}#MEASURES"


def measures_from(day: date) -> str:
    """Where that day's begin."""
    return f"{day.isoformat()}#"


def measure(program_id: str, day: date, device_id: str) -> Key:
    """What one till measured on one day."""
    return Key(measures(program_id), f"{measures_from(day)}{device_id}")


def pairing(code: str) -> Key:
    """A pairing code, known only by its hash."""
    return Key(f"PAIR#{hashlib.sha256(code.encode()).hexdigest()}", "PAIR")


def pairing_tries(code: str) -> Key:
    """How many pairing codes that begin as this one does are tried: one of 1024 items."""
    return Key(f"TRIES#{code[:2]}", "TRIES")


def due_shard(card_id: CardId) -> str:
    """The index partition under which a card waits to be told to its wallets."""
    return f"WALLET#{zlib.crc32(card_id.encode()) % DUE_SHARDS}"


def due_shards() -> tuple[str, ...]:
    """All of them."""
    return tuple(f"WALLET#{shard}" for shard in range(DUE_SHARDS))


def dead_letters(program_id: str) -> str:
    """The index partition of a program's cards whose wallets could not be told for a day."""
    return f"{DEAD}{program_id}"


def card_of(partition: str) -> tuple[str, CardId]:
    """Program and card of a card's partition."""
    _, program_id, _, card_id = partition.split("#")
    return program_id, CardId(card_id)


def is_card(partition: str) -> bool:
    """Whether a partition is a card's."""
    names = partition.split("#")
    return len(names) == 4 and names[::2] == ["P", "C"]


def is_entry(sort_key: str) -> bool:
    """Whether an item of a card's partition is a ledger entry."""
    return sort_key.startswith(ENTRIES_LOW)
