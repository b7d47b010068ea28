"""One entry on one card: read, let the rules decide, write once, say what was decided.

1. One query brings the card and its member; the rules decide.
2. One transaction writes the entry, the card and the till's count; a repeat gives the first
   decision again, a card written meanwhile is read and decided anew.
3. A card that an audit has frozen may be stored wrong: what it is, its entries say, and where
   they are in doubt themselves, nothing is written behind them.
4. Whoever tells the wallets is nudged, and sweeps every minute anyway: never the till's wait.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from functions.failures import Repeated, StoreUnavailable
from functions.ports import Services
from functions.records import HeldCard
from loyalty.audit import doubts, rebuilt
from loyalty.card import Card, replay
from loyalty.entry import CardId, Entry
from loyalty.errors import CardChanged, CardFrozen, KeyReused, NotFound, RuleRefused
from loyalty.program import Program
from loyalty.scan import Scan

TRIES = 8
LATEST = timedelta(seconds=60)
"""No write begins later than this after the moment that its entry is dated with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The entry that answers (none for a look), ``card`` as it left it, and what is held now."""

    program: Program
    held: HeldCard
    card: Card
    entry: Entry | None
    replayed: bool = False


Decide = Callable[[Program, HeldCard], tuple[Entry, Card]]
"""The next entry, and the card once it is written."""


def write(
    services: Services, program: Program, card: CardId, scan: Scan, decide: Decide
) -> Outcome:
    """Write what ``decide`` decides; raises its refusal, or ``StoreUnavailable``.

    An entry without a till is the house's own, and no till's limit counts it.
    """
    per_hour = program.limits.scans_per_till_hour if scan.till else None
    for _ in range(TRIES):
        held = services.cards.head(program.id, card)
        try:
            held = as_entries_say(services, held)
            entry, after = decide(program, held)
            if is_late(services, entry):
                raise StoreUnavailable()
            held = services.cards.append(held, entry, after, scans_per_hour=per_hour)
        except CardChanged:
            continue
        except Repeated as known:
            return _replayed(services, program, known.entry, scan)
        except (RuleRefused, NotFound):
            if (earlier := services.cards.entry(program.id, card, scan.operation)) is None:
                raise
            return _replayed(services, program, earlier, scan)
        if held.wallets:
            services.nudge()
        return Outcome(program=program, held=held, card=after, entry=entry)
    raise StoreUnavailable()


def is_late(services: Services, entry: Entry) -> bool:
    """Whether an anchor may be taken without it: it has to be dated anew."""
    return services.clock() - entry.recorded_at > LATEST


def as_entries_say(services: Services, held: HeldCard) -> HeldCard:
    """A frozen card as its entries make it, so that the write puts it right.

    Raises ``CardFrozen`` where these are in doubt, ``CardChanged`` if it was written meanwhile.
    """
    if held.frozen is None:
        return held
    story = services.audits.story(held.card.program, held.card.id)
    if story.stored != held.card:
        raise CardChanged()
    if doubts(story):
        raise CardFrozen()
    return replace(held, card=rebuilt(story))


def _replayed(services: Services, program: Program, entry: Entry, scan: Scan) -> Outcome:
    """The first decision again; the same id for something else is refused."""
    if entry.body_hash != scan.body_hash:
        raise KeyReused()
    held = services.cards.head(program.id, entry.card)
    history = services.cards.history(program.id, entry.card)
    then = replay(program.id, entry.card, [known for known in history if known.seq <= entry.seq])
    return Outcome(program=program, held=held, card=then, entry=entry, replayed=True)
