"""Using a reward, and taking back the card's latest entry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from loyalty.card import Card, replay
from loyalty.earning import Scan, record
from loyalty.entry import Change, Entry, Kind, OperationId, reward_account
from loyalty.errors import UndoRefused, UndoTooLate, UnknownEntry
from loyalty.program import Program


def decide_redeem(program: Program, card: Card, scan: Scan, *, reward: str) -> Entry:
    """The entry that uses one reward; a free item earns no stamp (A4).

    Raises ``UnknownReward`` or ``NotEnoughBalance``.
    """
    offered = program.reward(reward)
    changes = card.take(reward_account(offered.id), 1)
    return record(program, card, scan, kind=Kind.REDEEM, changes=changes)


def decide_undo(
    program: Program, history: Sequence[Entry], scan: Scan, *, operation: OperationId
) -> Entry:
    """The entry that takes back ``operation``: its exact inverse, in the very same lots.

    ``history`` is all that the card has. Only the latest entry can be undone, once, within
    the program's window; the reversal carries the original's ``happened_at``. Raises
    ``UnknownEntry``, ``UndoRefused`` or ``UndoTooLate``.
    """
    target = next((entry for entry in history if entry.operation == operation), None)
    if target is None:
        raise UnknownEntry()
    ordered = sorted(history, key=lambda entry: entry.seq)
    if target is not ordered[-1] or target.kind is Kind.REVERSE:
        raise UndoRefused(latest=ordered[-1].operation)
    until = target.recorded_at + timedelta(minutes=program.limits.undo_minutes)
    if scan.recorded_at > until:
        raise UndoTooLate(until=until)
    card = replay(target.program, target.card, ordered)
    return record(
        program,
        card,
        replace(scan, happened_at=target.happened_at),
        kind=Kind.REVERSE,
        changes=_inverse(target.changes),
        units=target.units,
        visit=replay(target.program, target.card, ordered[:-1]).visits,
        reverses=target.operation,
    )


def _inverse(changes: Sequence[Change]) -> tuple[Change, ...]:
    return tuple(replace(change, units=-change.units) for change in changes)
