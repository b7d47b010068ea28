"""The audit of a card: what its entries say, derived anew, beside what is stored.

Nothing that is stored is believed, and nothing that is wrong in it is an exception: every
difference is named, with the entry at which it shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

from loyalty.anchors import Mark
from loyalty.card import Card, replay
from loyalty.entry import GENESIS, CardId, Entry, digest, from_record
from loyalty.errors import NotEnoughBalance
from loyalty.record import Record, flaw

_DERIVED = tuple(part.name for part in fields(Card) if part.name not in ("program", "id"))
_OF_CARD = tuple(f"card-{name.replace('_', '-')}" for name in _DERIVED)
_OWN_CODES = {"schema": "unknown-schema", "kind": "unknown-kind"}

UNDERIVABLE = "underivable"
REPORT_DIFFERS = "report-differs"
CODES = (
    "unreadable-entry",
    *_OWN_CODES.values(),
    "foreign-entry",
    "hash-differs",
    "seq-gap",
    "seq-twice",
    "chain-broken",
    "lot-below-zero",
    "balance-differs",
    "card-missing",
    "card-unreadable",
    "entries-missing",
    *_OF_CARD,
    UNDERIVABLE,
    REPORT_DIFFERS,
)
"""All that an audit can find; what each means is in ``docs/operating.md``."""
CACHE_CODES = frozenset(_OF_CARD) - {"card-seq", "card-head"}
"""Of these, what is wrong only with the stored card: its entries can put it right.

Not where it ends: card and entry are written at once, so if they end differently, entries were
added behind the card, or taken away.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as it must be. ``seq`` is 0 where it is not about one entry."""

    code: str
    card: str
    seq: int = 0
    operation: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Story:
    """A card as it was found: what is stored of it, and the records of its entries.

    ``stored`` is ``None`` where there is no card, or one that cannot be read: then ``unreadable``
    says why. ``frozen`` is the code for which its rewards are withheld.
    """

    program: str
    card: CardId
    stored: Card | None
    records: Sequence[Record]
    unreadable: str = ""
    frozen: str | None = None

    @cached_property
    def flaws(self) -> list[tuple[Record, str]]:
        """The records that are no entries, each with the field that is wrong."""
        return [(record, wrong) for record in self.records if (wrong := flaw(record))]

    @cached_property
    def sound(self) -> list[Record]:
        """The records that are entries, in order of ``seq``."""
        unsound = {id(record) for record, _ in self.flaws}
        return sorted([r for r in self.records if id(r) not in unsound], key=_seq)

    @property
    def marks(self) -> list[Mark]:
        """What anchors need of it."""
        return [(r["recorded_at"], r["seq"], r["hash"]) for r in self.sound]


def differences(story: Story) -> list[Difference]:
    """All that differs; nothing for a card that is as its entries say.

    Whatever cannot be reckoned with is a difference too: no card may end the audit of the others.
    """
    found: list[Difference] = []
    try:
        for difference in _differences(story):
            found.append(difference)
    except Exception as wrong:
        said = f"{type(wrong).__name__}: {wrong}"[:80]
        found.append(Difference(code=UNDERIVABLE, card=story.card, detail=said))
    return found


def doubts(story: Story) -> list[str]:
    """The codes for which its entries cannot vouch for a card; none: they make ``rebuilt``."""
    return sorted({difference.code for difference in differences(story)} - CACHE_CODES)


def rebuilt(story: Story) -> Card:
    """The card that its entries make: of use where there are no ``doubts``."""
    return replay(story.program, story.card, [*map(from_record, story.sound)])


def _differences(story: Story) -> Iterator[Difference]:
    for record, wrong in story.flaws:
        yield _unreadable(story, record, wrong)
    yield from _chain(story)
    yield from _balances(story)
    if story.stored is None:
        yield from _without_card(story)
    else:
        yield from _cache(story, story.stored, [*map(from_record, story.sound)])


def _seq(record: Record) -> int:
    return int(record["seq"])


def _of(story: Story, record: Record, code: str, detail: str = "") -> Difference:
    return Difference(
        code=code,
        card=story.card,
        seq=record["seq"],
        operation=record["operation"],
        detail=detail,
    )


def _unreadable(story: Story, record: Record, wrong: str) -> Difference:
    code, seq = _OWN_CODES.get(wrong, ""), record.get("seq", 0)
    known = code if wrong in record else ""
    return Difference(
        code=known or "unreadable-entry",
        card=story.card,
        seq=seq if type(seq) is int else 0,
        operation=str(record.get("operation", "")),
        detail=wrong if wrong not in record or not known else str(record[wrong])[:40],
    )


def _chain(story: Story) -> Iterator[Difference]:
    """Whether each entry is this card's, untouched, and follows the one before it."""
    seq, head = 0, GENESIS
    for record in story.sound:
        if record["card"] != story.card or record["program"] != story.program:
            named = f"{record['program']} {record['card']}"
            yield _of(story, record, "foreign-entry", named)
        if _hash(record) != record["hash"]:
            yield _of(story, record, "hash-differs")
        if record["seq"] != seq + 1:
            code = "seq-twice" if record["seq"] == seq else "seq-gap"
            yield _of(story, record, code, f"after {seq}")
        if record["previous_hash"] != head:
            yield _of(story, record, "chain-broken")
        seq, head = record["seq"], record["hash"]


def _hash(record: Record) -> str:
    """SHA-256 of the record as it is, so that a field too many is seen as well."""
    own = dict(record)
    del own["hash"]
    try:
        return digest(own)
    except (TypeError, ValueError):
        return ""


def _balances(story: Story) -> Iterator[Difference]:
    """Whether each entry's balances are the sums of all changes up to it."""
    lots: dict[tuple[str, str], int] = {}
    held: dict[str, int] = {}
    for record in story.sound:
        for change in record["changes"]:
            account, units = change["account"], change["units"]
            lot = (account, change.get("expires_on", ""))
            lots[lot] = lots.get(lot, 0) + units
            held[account] = held.get(account, 0) + units
            if lots[lot] < 0 and units < 0:
                yield _of(story, record, "lot-below-zero", " ".join((*lot, str(lots[lot]))))
        if not _is_held(held, record["balance_after"]):
            yield _of(story, record, "balance-differs")


def _is_held(held: Mapping[str, int], told: Mapping[str, int]) -> bool:
    return told == held or told == {name: units for name, units in held.items() if units}


def _without_card(story: Story) -> list[Difference]:
    if story.unreadable:
        return [Difference(code="card-unreadable", card=story.card, detail=story.unreadable)]
    return [Difference(code="card-missing", card=story.card)] if story.records else []


def _cache(story: Story, stored: Card, entries: Sequence[Entry]) -> Iterator[Difference]:
    """Whether the stored card is what its entries make."""
    if stored.seq and not story.records:
        yield Difference(code="entries-missing", card=story.card, detail=f"card of {stored.seq}")
    try:
        derived = replay(story.program, story.card, entries)
    except NotEnoughBalance:  # said already, at its entry
        return
    if story.sound:
        derived = replace(derived, head=story.sound[-1]["hash"])
    if stored == derived:
        return
    for name, code in zip(_DERIVED, _OF_CARD, strict=True):
        is_, must = getattr(stored, name), getattr(derived, name)
        if is_ != must:
            yield Difference(code=code, card=story.card, detail=_beside(is_, must))


def _beside(is_: object, must: object) -> str:
    """Numbers and texts are shown; what is longer is only named."""
    if isinstance(is_, tuple) or isinstance(must, tuple):
        return ""
    return f"{is_} instead of {must}"
