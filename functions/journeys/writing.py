"""One entry on one card: read, let the rules decide, write once, say what was decided.

1. One query brings the card and its member; the rules decide.
2. One transaction writes the entry, the card and the till's count; a repeat gives the first
   decision again, a card written meanwhile is read and decided anew.
3. A card that an audit has frozen may be stored wrong: what it is, its entries say, and where
   they are in doubt themselves, nothing is written behind them.
4. Whoever tells the wallets is woken, with a claim that was written along; and there is a sweep
   every minute: never the till's wait.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.failures import Repeated, StaffNeeded, StoreUnavailable
from functions.ports import Services
from functions.records import DayLimit, HeldCard, StaffMember
from loyalty.audit import doubts, rebuilt
from loyalty.card import Card, replay
from loyalty.entry import CardId, Entry
from loyalty.errors import (
    CardChanged,
    CardFrozen,
    CardReplaced,
    KeyReused,
    NotFound,
    RuleRefused,
)
from loyalty.program import Program
from loyalty.scan import Scan

TRIES = 8
LATEST = timedelta(seconds=60)
"""No write begins later than this after the moment that its entry is dated with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The entry that answers (none for a look), ``card`` as it left it, and what is held now.

    ``before`` is the card as that entry found it; for a look it is the card itself.
    """

    program: Program
    held: HeldCard
    card: Card
    before: Card
    entry: Entry | None
    replayed: bool = False


Decide = Callable[[Program, HeldCard, Scan], tuple[Entry, Card]]
"""The next entry, and the card once it is written; the scan says who answers for it."""

Answers = Callable[[HeldCard], StaffMember | None]
"""Who of the staff answers for it, if somebody has to; raises where nobody does."""


def write(
    services: Services,
    program: Program,
    card: CardId,
    scan: Scan,
    decide: Decide,
    *,
    generation: int | None = None,
    answers: Answers = lambda _: None,
    corrections: DayLimit | None = None,
) -> Outcome:
    """Write what ``decide`` decides; raises its refusal, ``CardReplaced`` or ``StoreUnavailable``.

    ``generation`` is that of the code that was shown; ``None``: it is not by a code.

    An entry without a till is the house's own, and no till's limit counts it; ``corrections`` is
    the limit of the owner's.
    """
    per_hour = program.limits.scans_per_till_hour if scan.till else None
    for _ in range(TRIES):
        held = services.cards.head(program.id, card)
        try:
            program, scan = _since_it_is_there(services, program, held, scan)
            check_not_replaced(held, generation, scan.happened_at)
            held = as_entries_say(services, held)
            who = answers(held)
            entry, after = decide(program, held, replace(scan, staff=who.id if who else None))
            if is_late(services, entry):
                raise StoreUnavailable()
            then = services.cards.append(
                held,
                entry,
                after,
                scans_per_hour=per_hour,
                acts_per_hour=program.limits.staff_acts_per_hour if who and who.active else None,
                corrections=corrections,
                woken_at=services.clock() if services.nudge and scan.till else None,
            )
        except CardChanged:
            continue
        except Repeated as known:
            return _replayed(services, program, known.entry, scan)
        except (RuleRefused, NotFound, StaffNeeded):
            if (earlier := services.cards.entry(program.id, card, scan.operation)) is None:
                raise
            return _replayed(services, program, earlier, scan)
        if scan.till:
            _wake(services, held, then)
        return Outcome(program=program, held=then, card=after, before=held.card, entry=entry)
    raise StoreUnavailable()


def _since_it_is_there(
    services: Services, program: Program, held: HeldCard, scan: Scan
) -> tuple[Program, Scan]:
    """Nobody held a card out before there was one: a phone that says so had its clock moved."""
    begins = min(max(held.joined_at, held.imported_at or held.joined_at), scan.recorded_at)
    if scan.happened_at >= begins:
        return program, scan
    return services.programs.at(program.id, begins), replace(scan, happened_at=begins)


def check_not_replaced(held: HeldCard, generation: int | None, at: datetime) -> None:
    """Raise ``CardReplaced`` where a code of that generation was void by then.

    When the last one became so is known; whatever came before it has been void for longer.
    """
    if generation is None or held.replaced_at is None or generation >= held.generation:
        return
    if at >= held.replaced_at or generation < held.generation - 1:
        raise CardReplaced(replaced_at=held.replaced_at)


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


def _wake(services: Services, before: HeldCard, held: HeldCard) -> None:
    """Somebody tells the wallets at once, unless they are being told: then they are told anew."""
    if services.nudge and held.wallets and held.mark.due_at != before.mark.due_at:
        services.nudge(held.card.program, held.card.id, held.mark.due_at)


def _replayed(services: Services, program: Program, entry: Entry, scan: Scan) -> Outcome:
    """The first decision again; the same id for something else is refused."""
    if entry.body_hash != scan.body_hash:
        raise KeyReused()
    held = services.cards.head(program.id, entry.card)
    history = services.cards.history(program.id, entry.card)
    before, then = (
        replay(program.id, entry.card, [known for known in history if known.seq <= last])
        for last in (entry.seq - 1, entry.seq)
    )
    return Outcome(program=program, held=held, card=then, before=before, entry=entry, replayed=True)
