"""What an entry moved by itself, apart from lots that had ended before it."""

from loyalty.calendar import local_date
from loyalty.collecting import counted_account
from loyalty.entry import STAMPS, Account, Entry, donation_account, reward_account
from loyalty.program import Program

_PLAIN = 100


def moved(program: Program, entry: Entry) -> dict[Account, int]:
    """Units per account; what had ended by the entry's local day is not its doing."""
    day = local_date(entry.happened_at, program.time_zone)
    sums: dict[Account, int] = {}
    for change in entry.changes:
        had_ended = change.expires_on is not None and change.expires_on < day
        if change.units > 0 or not had_ended:
            sums[change.account] = sums.get(change.account, 0) + change.units
    return sums


def counted_change(program: Program, entry: Entry) -> int:
    """By how many the entry changed what the card counts first; 0 where nothing is counted."""
    account = counted_account(program)
    if program.donation and program.model == "donation":
        account = donation_account(program.donation.cause_id)
    return entry.deltas.get(account, 0) if account else 0


def stamps_brought(program: Program, entry: Entry) -> int:
    """Stamps that a purchase brought, those included that turned into a reward at once.

    0 for a purchase under rules without stamps: only theirs counts items.
    """
    if not entry.units:
        return 0
    if program.stamps and program.stamps.spend_minor:
        return stamps_collected(program, entry)
    multiplier = int(entry.facts.get("multiplier", _PLAIN))
    return entry.units * multiplier // _PLAIN + int(entry.facts.get("gift", 0))


def stamps_collected(program: Program, entry: Entry) -> int:
    """Stamps that an entry added, with those that its last reward took at once."""
    moves, rule = moved(program, entry), program.stamps
    if rule is None:
        return moves.get(STAMPS, 0)
    goal = int(entry.facts.get("goal", rule.threshold))
    return moves.get(STAMPS, 0) + goal * max(0, moves.get(reward_account(rule.reward), 0))
