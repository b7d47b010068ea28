"""Who answers for what a till writes: nobody for a stamp, somebody of the staff for the rest.

A shop that names no staff is asked for nothing, and a stamp reads no more than it does without any.
That they still work there is looked at once more in the transaction that writes.

Nor is anybody asked where a till takes back the stamp that it has just made.

A card that is somebody's own is stamped and given to by a colleague alone, who answers for the
stamp as well; nor do they give themselves back a reward that they had.

What a customer was given without network is judged as of then: by who worked there, and by the PIN
that was good. Which one that was before the latest, nobody knows any more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from functions.failures import StaffNeeded
from functions.ports import Services
from functions.records import HeldCard, SignedIn, StaffMember
from loyalty.entry import Entry, Kind
from loyalty.errors import OwnCard
from loyalty.scan import Scan

Act: TypeAlias = Literal["earn", "redeem", "reverse", "refund", "grant", "replace"]
_GAINS = ("earn", "redeem", "grant")

AT_ONCE = timedelta(seconds=30)
"""So soon after it was made, the till that made a stamp takes it back without a PIN."""


def who_answers(
    services: Services,
    held: HeldCard,
    act: Act,
    signed_in: SignedIn | None,
    given_at: datetime | None = None,
) -> StaffMember | None:
    """The member of staff who answers for it; ``None`` where nobody has to.

    ``given_at``: the customer has had it since then. Raises ``StaffNeeded`` or ``OwnCard``.
    """
    if act == "earn" and held.staff is None:
        return None
    every = services.staff.every(held.card.program)
    there = [one for one in every if _works_there(one, given_at)]
    who = _known(there, signed_in, given_at)
    if there and who is None and act != "earn":
        raise StaffNeeded()
    is_own = act in _GAINS and any(one.id == held.staff for one in there)
    if is_own and (who is None or who.id == held.staff):
        raise OwnCard()
    return who


def takes_back_at_once(target: Entry | None, scan: Scan) -> bool:
    """Whether this till takes back the stamp that it has just made, which needs nobody's PIN.

    It gives nobody anything, and takes only what this till gave in the last ``AT_ONCE``, by the
    server's clock: of a stamp or an undo that waited, when it was made does not count.
    """
    if target is None or target.kind is not Kind.EARN or target.till != scan.till:
        return False
    return scan.recorded_at - target.happened_at <= AT_ONCE and not scan.is_late


def refuse_own_reward(held: HeldCard, taken_back: Entry | None, staff: str | None) -> None:
    """Raise ``OwnCard`` where somebody gives themselves back a reward that they had.

    A stamp that was a mistake, or that goes back with the goods, they take off their own card.
    """
    is_reward = taken_back is not None and taken_back.kind is Kind.REDEEM
    if is_reward and staff and staff == held.staff:
        raise OwnCard()


def _works_there(one: StaffMember, given_at: datetime | None) -> bool:
    """Now, or by the time at which it was given."""
    if given_at is None:
        return one.active
    is_gone = one.removed_at <= given_at if one.removed_at else not one.active
    return one.added_at <= given_at and not is_gone


def _known(
    there: Sequence[StaffMember], signed_in: SignedIn | None, given_at: datetime | None
) -> StaffMember | None:
    """Whoever signed in, unless they have another PIN since, or had by then."""
    for one in there:
        if signed_in and one.id == signed_in.staff and one.pin_at:
            is_new = given_at is not None and one.pin_at > given_at
            return one if is_new or one.pin_at == signed_in.pin_at else None
    return None
