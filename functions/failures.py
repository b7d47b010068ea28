"""How the outside fails: something that cannot answer, or somebody who is not allowed."""

from typing import ClassVar

from loyalty.entry import Entry
from loyalty.errors import LoyaltyError


class OutsideError(Exception):
    """Something outside could not do its part; trying again later makes sense."""

    code: ClassVar[str] = "outside-unavailable"
    retry_seconds: ClassVar[int] = 2
    """After so long is it worth asking again."""


class StoreUnavailable(OutsideError):
    """The store could not answer; nothing is known to be half written.

    ``damaged``: its own file cannot be read, and no later try will find it whole.
    """

    code = "store-unavailable"

    def __init__(self, reason: str = "", *, damaged: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.damaged = damaged


class StillCounting(OutsideError):
    """There is too much to count it while somebody waits, and nothing is counted yet."""

    code = "still-counting"
    retry_seconds = 120


class MailRefused(OutsideError):
    """The mail service did not take the message; ``reason`` says why, as a code.

    ``unanswered``: it may have taken it all the same, and only its answer is lost.
    """

    code = "mail-refused"

    def __init__(self, reason: str = "refused", *, unanswered: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unanswered = unanswered


class NotAllowed(LoyaltyError):
    """No credential, a wrong one, or one that is no longer good."""

    code = "not-allowed"


class DeviceRevoked(NotAllowed):
    """The owner has taken this phone off the list."""

    code = "device-revoked"


class PairingRefused(NotAllowed):
    """The pairing code is wrong, used or too old."""

    code = "pairing-refused"


class TooManyScans(LoyaltyError):
    """The till has written more in this hour than its program allows. Facts: ``retry_at``."""

    code = "too-many-scans"


class TooManyLateScans(TooManyScans):
    """More has come in late from that till in this hour than it may. Facts: ``retry_at``."""

    code = "too-many-late-scans"


class StaffNeeded(LoyaltyError):
    """Only somebody of the staff may do this: they enter their PIN first."""

    code = "staff-needed"


class PinRefused(LoyaltyError):
    """Not the PIN of anybody who works here. Facts: ``tries_left``, ``retry_at`` after the last."""

    code = "pin-refused"


class PinBlocked(LoyaltyError):
    """So many wrong PINs that only the owner can give a new one."""

    code = "pin-blocked"


class TooManyPins(LoyaltyError):
    """Too many PINs were tried for this person. Facts: ``retry_at``."""

    code = "too-many-pins"


class TooManyActs(LoyaltyError):
    """This person has given or taken back more in an hour than allowed. Facts: ``retry_at``."""

    code = "too-many-acts"


class StaffNamed(LoyaltyError):
    """Somebody is at the tills under that name already. Facts: ``name``."""

    code = "staff-named"


class TooManyStaff(LoyaltyError):
    """More people at the tills than a program has. Facts: ``allowed``."""

    code = "too-many-staff"


class TooManyTypedCodes(LoyaltyError):
    """More codes were typed in this hour than the program allows a till. Facts: ``retry_at``."""

    code = "too-many-typed-codes"


class TooManyCorrections(LoyaltyError):
    """The owner has put as many cards right today as allowed. Facts: ``allowed``, ``retry_at``."""

    code = "too-many-corrections"


class TooManyTries(LoyaltyError):
    """Too many pairing codes were tried in this minute. Facts: ``retry_seconds``."""

    code = "too-many-tries"


class TooManyJoins(LoyaltyError):
    """More cards were asked for in this hour than the program issues. Facts: ``retry_at``."""

    code = "too-many-joins"


class Repeated(Exception):
    """That operation id is in the ledger already: here is its entry."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("the operation is in the ledger already")
        self.entry = entry


class Damaged(Exception):
    """What is stored of this card cannot be read; ``reason`` says where it breaks."""

    def __init__(self, card: str, reason: str) -> None:
        super().__init__(f"card {card} cannot be read: {reason}")
        self.card = card
        self.reason = reason


class ShortCodeTaken(Exception):
    """Another card of the program has this short code: make another one."""


class WalletRefused(OutsideError):
    """A wallet's service did not take what it was sent. ``reason`` says why, as a code."""

    code = "wallet-refused"


class WalletNotReady(WalletRefused):
    """No pass can be made here before somebody renews something; the message is a code."""

    code = "wallet-not-ready"
    retry_seconds = 3600
