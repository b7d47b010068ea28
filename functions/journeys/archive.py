"""A program leaves as records, or comes back from them.

Out: each card with its entries, then what belongs to the shop, so that every version that an
entry names is among them. In:

1. A program that is here already is left alone.
2. The rules, and who was forgotten; then the cards, without what is known of the forgotten.
3. Reports, and the phones, shut out: they are paired again.
4. The ledger is added up and compared with the export; only then is the program listed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from functions.ports import Services
from functions.ports.archive import Record, Records
from loyalty.entry import CardId, instant
from loyalty.errors import BadConfiguration
from loyalty.figures import Anchor

TOGETHER = 50
"""So many cards are handed to the store at a time, which packs them into transactions."""


@dataclass(slots=True, kw_only=True)
class Export:
    """A walk over all that a program has, and what it came to so far."""

    services: Services
    program: str
    anchor: Anchor = field(default_factory=Anchor)
    damaged: list[str] = field(default_factory=list)
    """Short codes of cards that are not what their entries say."""

    def records(self) -> Iterator[Records]:
        """Each card, then the shop; raises ``UnknownProgram`` before anything is given."""
        self.services.programs.current(self.program)
        return self._all()

    def _all(self) -> Iterator[Records]:
        for records in self.services.archive.cards(self.program):
            self._count(records)
            yield records
        yield self.services.archive.shop(self.program)

    def _count(self, records: Records) -> None:
        (card,), entries = records["cards"], records["entries"]
        if entries:
            self.anchor.add(card["card"], entries[-1]["seq"], entries[-1]["hash"])
        steps = zip([None, *entries], entries, strict=False)
        if not _ends(card, entries) or any(out_of_turn(*step) for step in steps):
            self.damaged.append(card["short_code"])


def out_of_turn(before: Record | None, entry: Record) -> str | None:
    """Why an entry does not follow the one before it on its card."""
    if entry["seq"] != (before["seq"] if before else 0) + 1:
        return f"is entry {entry['seq']} of its card, out of turn"
    if before and entry["previous_hash"] != before["hash"]:
        return "does not follow the entry before it"
    return None


def unfounded(card: Record, entries: Sequence[Record], versions: Collection[int]) -> str | None:
    """Why a card and its entries cannot be taken in; ``None`` when they fit together."""
    if not _ends(card, entries):
        return "is not what its entries say"
    missing = {entry["rule_version"] for entry in entries} - set(versions)
    return f"needs version {min(missing)} of the program" if missing else None


def _ends(card: Record, entries: Sequence[Record]) -> bool:
    if not entries:
        return bool(card["seq"] == 0)
    return (card["seq"], card["head"]) == (entries[-1]["seq"], entries[-1]["hash"])


def bring_back(
    services: Services,
    shop: Records,
    cards: Iterable[Records],
    digest: str,
    step: Callable[[int], None],
) -> Anchor:
    """Take a checked export in; ``step`` hears of so many more cards that are written.

    Raises ``BadConfiguration`` where this store has something else, and for a ledger that does
    not add up to ``digest``; the program is not listed then, and the same import may run again.
    """
    program = shop["programs"][0]["program"]
    refuse_what_is_here(services, program)
    services.archive.bring([{"programs": shop["programs"]}])
    for record in shop["forgotten"]:
        services.archive.forget(program, record["card"], instant(record["forgotten_at"]))
    forgotten = services.archive.forgotten(program)
    waiting = iter(cards)
    while together := [_allowed(one, forgotten) for one in islice(waiting, TOGETHER)]:
        services.archive.bring(together)
        step(len(together))
    phones = [phone | {"status": "revoked"} for phone in shop["phones"]]
    services.archive.bring([{"reports": shop["reports"], "phones": phones}])
    anchor = _added_up(services, program)
    if anchor.digest != digest:
        raise _other_ledger(program, anchor.digest, digest)
    services.archive.open(program)
    return anchor


def refuse_what_is_here(services: Services, program: str) -> None:
    """Raise ``BadConfiguration`` where the store has that program, and say what it has."""
    if not services.archive.is_here(program):
        return
    here = services.programs.current(program)
    wrong = {
        "path": program,
        "reason": f"is in this store already: {here.name!r}, version {here.version}",
        "hint": "import into a store that has nothing of this program",
    }
    raise BadConfiguration(errors=[wrong])


def _allowed(records: Records, forgotten: Collection[CardId]) -> Records:
    """The card as it may come back: as it was, unless the person has been forgotten since."""
    (card,) = records["cards"]
    is_known = records["members"] or records["wallets"] or "reference" in card
    if card["card"] not in forgotten or not is_known:
        return records
    wallets = sorted({*card["wallets"].split(",")} - {"", "apple"})
    untold = {f"done_{wallet}": -1 for wallet in wallets}
    kept = {name: card[name] for name in card if name not in ("reference", "imported_at")}
    opaque = kept | {"wallets": ",".join(wallets)} | untold
    return {**records, "cards": [opaque], "members": [], "wallets": []}


def _added_up(services: Services, program: str) -> Anchor:
    anchor = Anchor()
    for ledger in services.cards.ledgers(program):
        if ledger.entries:
            latest = ledger.entries[-1]
            anchor.add(ledger.card, latest.seq, latest.hash)
    return anchor


def _other_ledger(program: str, found: str, digest: str) -> BadConfiguration:
    wrong = {
        "path": program,
        "reason": f"the ledger in the store adds up to {found}, and the export to {digest}",
        "hint": "import into an empty store",
    }
    return BadConfiguration(errors=[wrong])
