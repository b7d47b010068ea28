"""A program leaves as records, or comes back from them.

Out: each card with its entries, then what belongs to the shop, so that every version that an
entry names is among them. Whatever an import would refuse is named, and goes out as it is. In:

1. A program that is here already is left alone.
2. The rules, and who was forgotten; then the cards, without what is known of the forgotten.
3. Reports, and the phones, shut out: they are paired again; who works there, without a PIN.
4. The ledger is added up and compared with the export; only then is the program listed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from functions.ports import Services
from functions.ports.archive import Record, Records
from loyalty.entry import GENESIS, CardId, instant
from loyalty.errors import BadConfiguration
from loyalty.figures import Anchor
from passes import short_code

TOGETHER = 50
"""So many cards are handed to the store at a time, which packs them into transactions."""


@dataclass(slots=True)
class Pointers:
    """What leads to the cards so far: to each a short code, to some a customer of older files."""

    taken: set[tuple[str, str]] = field(default_factory=set)

    def mistake(self, card: Record) -> str | None:
        """Why no card can be reached by what this one says."""
        for name, words in (("short_code", "short code"), ("reference", "customer")):
            if name in card and (name, card[name]) in self.taken:
                return f"has the {words} of another card"
        self.taken |= {(name, card[name]) for name in ("short_code", "reference") if name in card}
        return None


@dataclass(slots=True, kw_only=True)
class Export:
    """A walk over all that a program has, and what it came to so far."""

    services: Services
    program: str
    anchor: Anchor = field(default_factory=Anchor)
    damaged: list[tuple[str, str]] = field(default_factory=list)
    """What no import takes as it is, and why; a card once."""
    _pointers: Pointers = field(default_factory=Pointers)
    _needed: dict[int, str] = field(default_factory=dict)

    def records(self) -> Iterator[tuple[Records, Records]]:
        """Each card, then the shop, with those of its records that are sound.

        Raises ``UnknownProgram`` before anything is given.
        """
        self.services.programs.current(self.program)
        return self._all()

    def _all(self) -> Iterator[tuple[Records, Records]]:
        for records in self.services.archive.cards(self.program):
            yield records, self._card(records)
        shop = self.services.archive.shop(self.program)
        yield shop, self._shop(shop)

    def _card(self, records: Records) -> Records:
        mistakes = list(self._mistakes(records))
        sound = _without(records, mistakes)
        name = _name(records, sound)
        if reason := mistakes[0][2] if mistakes else self._misfit(sound):
            self.damaged.append((name, reason))
        for entry in sound["entries"]:
            self._needed.setdefault(entry["rule_version"], name)
        if sound["entries"]:
            latest = sound["entries"][-1]
            self.anchor.add(latest["card"], latest["seq"], latest["hash"])
        return sound

    def _shop(self, records: Records) -> Records:
        mistakes = list(self._mistakes(records))
        for kind, number, reason in mistakes:
            self.damaged.append((f"{kind}.jsonl line {number + 1}", reason))
        sound = _without(records, mistakes)
        if gap := incomplete(sound["programs"]):
            self.damaged.append(("programs.jsonl", gap))
        for version in sorted(self._needed.keys() - {one["version"] for one in sound["programs"]}):
            self.damaged.append((self._needed[version], _needs(version)))
        return sound

    def _mistakes(self, records: Records) -> Iterator[tuple[str, int, str]]:
        """Kind, place and reason of each record that is not sound."""
        for kind, of_kind in records.items():
            for number, record in enumerate(of_kind):
                if reason := self.services.archive.mistake(kind, record):
                    yield kind, number, f"{_WHOSE.get(kind, '')}{reason}"

    def _misfit(self, records: Records) -> str | None:
        """Why sound records of a card do not belong together."""
        if not records["cards"]:
            return "is missing: only what belonged to it is there"
        (card,), entries = records["cards"], records["entries"]
        for before, entry in zip([None, *entries], entries, strict=False):
            if reason := out_of_turn(before, entry):
                return f"{_WHOSE['entries']}{reason}"
        return _misses(card, entries) or self._pointers.mistake(card)


_WHOSE = {
    "members": "its member ",
    "entries": "an entry ",
    "consents": "a consent ",
    "wallets": "an iPhone ",
}


def _without(records: Records, mistakes: Collection[tuple[str, int, str]]) -> Records:
    wrong = {(kind, number) for kind, number, _ in mistakes}
    return {
        kind: [one for number, one in enumerate(of_kind) if (kind, number) not in wrong]
        for kind, of_kind in records.items()
    }


def _name(records: Records, sound: Records) -> str:
    """The card as people know it, if that can be read."""
    if sound["cards"]:
        return f"card {short_code.shown(sound['cards'][0]['short_code'])}"
    every = (record["card"] for of_kind in records.values() for record in of_kind)
    return f"card {next(every)}"


def incomplete(programs: Sequence[Record]) -> str | None:
    """Why these are not all versions of a program."""
    versions = [program["version"] for program in programs]
    is_whole = versions and versions == list(range(1, len(versions) + 1))
    return None if is_whole else "has not every version of the program, in order"


def out_of_turn(before: Record | None, entry: Record) -> str | None:
    """Why an entry does not follow the one before it on its card."""
    if entry["seq"] != (before["seq"] if before else 0) + 1:
        return f"is entry {entry['seq']} of its card, out of turn"
    if before and entry["previous_hash"] != before["hash"]:
        return "does not follow the entry before it"
    return None


def unfounded(card: Record, entries: Sequence[Record], versions: Collection[int]) -> str | None:
    """Why a card and its entries cannot be taken in; ``None`` when they fit together."""
    if reason := _misses(card, entries):
        return reason
    missing = {entry["rule_version"] for entry in entries} - set(versions)
    return _needs(min(missing)) if missing else None


def _misses(card: Record, entries: Sequence[Record]) -> str | None:
    known = (entries[-1]["seq"], entries[-1]["hash"]) if entries else (0, GENESIS)
    return None if (card["seq"], card["head"]) == known else "is not what its entries say"


def _needs(version: int) -> str:
    return f"needs version {version} of the program"


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
    services.archive.begin(program)
    services.archive.bring([{"programs": shop["programs"]}])
    for record in shop["forgotten"]:
        services.archive.forget(program, record["card"], instant(record["forgotten_at"]))
    forgotten = services.archive.forgotten(program)
    owners = {one["card"]: one["staff"] for one in shop["staff"] if "card" in one}
    waiting = (_owned(one, owners) for one in cards)
    while together := [_allowed(one, forgotten) for one in islice(waiting, TOGETHER)]:
        services.archive.bring(together)
        step(len(together))
    phones = [phone | {"status": "revoked"} for phone in shop["phones"]]
    staff = [_with_own_card(one, owners, forgotten) for one in shop["staff"]]
    beside = {kind: shop[kind] for kind in ("reports", "notices")}
    services.archive.bring([beside | {"phones": phones, "staff": staff}])
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
    of_a_person = {"reference", "imported_at", "staff"}
    is_known = records["members"] or records["wallets"] or card.keys() & of_a_person
    if card["card"] not in forgotten or not is_known:
        return records
    wallets = sorted({*card["wallets"].split(",")} - {"", "apple"})
    untold = {f"done_{wallet}": -1 for wallet in wallets}
    kept = {name: card[name] for name in card if name not in of_a_person}
    opaque = kept | {"wallets": ",".join(wallets)} | untold
    return {**records, "cards": [opaque], "members": [], "wallets": []}


def _owned(records: Records, owners: Mapping[str, str]) -> Records:
    """The card with its owner of those who work there, as these say it: they were read last."""
    (card,) = records["cards"]
    whose = {"staff": owners[card["card"]]} if card["card"] in owners else {}
    others = {name: card[name] for name in card if name != "staff"}
    return {**records, "cards": [others | whose]}


def _with_own_card(
    member: Record, owners: Mapping[str, str], forgotten: Collection[CardId]
) -> Record:
    """Somebody who works there; the card of one who asked to be forgotten is nobody's."""
    card = member.get("card", "")
    is_theirs = card not in forgotten and owners.get(card) == member["staff"]
    return {name: member[name] for name in member if is_theirs or name != "card"}


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
