"""Every way in which the rules can say no.

An error carries a ``code`` (kebab-case, stable, documented under that heading in
``docs/problems.md``) and ``facts`` that a person or a machine can use. It knows nothing of
HTTP: ``functions/web/problems.py`` is the one table that turns codes into statuses and words.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class LoyaltyError(Exception):
    """The root of everything that the rules refuse."""

    code: ClassVar[str] = "loyalty-error"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, Any] = facts


class NotFound(LoyaltyError):
    """Something that was named does not exist here."""

    code = "not-found"


class UnknownProgram(NotFound):
    """No program of that name is published."""

    code = "unknown-program"


class UnknownCard(NotFound):
    """The code is not one of this program's cards."""

    code = "unknown-card"


class UnknownReward(NotFound):
    """The program offers no reward of that name."""

    code = "unknown-reward"


class UnknownEntry(NotFound):
    """The card has no entry with that operation id."""

    code = "unknown-entry"


class RuleRefused(LoyaltyError):
    """A rule of the program says no to something that is otherwise well formed."""

    code = "rule-refused"


class TooSoon(RuleRefused):
    """The card was stamped less than the cooldown ago. Facts: ``last_at``, ``retry_at``."""

    code = "too-soon"


class DailyCapReached(RuleRefused):
    """The card has had its stamps of that local day. Facts: ``cap``, ``retry_at``."""

    code = "daily-cap-reached"


class RedemptionCapReached(RuleRefused):
    """The card was used for what it may be on that local day. Facts: ``cap``, ``retry_at``."""

    code = "redemption-cap-reached"


class TooManyUnits(RuleRefused):
    """More units in one scan than the program allows. Facts: ``allowed``."""

    code = "too-many-units"


class RewardReady(RuleRefused):
    """A reward waits on this card: it is offered before anything is stamped. Facts: ``reward``."""

    code = "reward-ready"


class NotEnoughBalance(RuleRefused):
    """The card does not hold what this would take. Facts: ``balance``, ``needed``."""

    code = "not-enough-balance"


class AmountMissing(RuleRefused):
    """This program earns by what is spent: the amount is needed."""

    code = "amount-missing"


class AmountTooLarge(RuleRefused):
    """More in one scan than the program allows. Facts: ``allowed_minor``."""

    code = "amount-too-large"


class AmountWrong(RuleRefused):
    """No purchase comes to that: below 0, or less than its parts. Facts: ``amount_minor``."""

    code = "amount-wrong"


class BelowMinimum(RuleRefused):
    """The purchase is too small to count. Facts: ``minimum_minor``, ``amount_minor``."""

    code = "below-minimum"


class NotOffered(RuleRefused):
    """The program has no such thing for this card now. Facts: ``what``."""

    code = "not-offered"


class CapReached(RuleRefused):
    """It was given as often as it may be. Facts: ``cap``, ``retry_on`` (a local day)."""

    code = "cap-reached"


class ProofRefused(RuleRefused):
    """The mission's code is not this one."""

    code = "proof-refused"


class AlreadyUsed(RuleRefused):
    """What the sale earned has been used. Facts: ``balance``, ``needed``, ``account``."""

    code = "already-used"


class RefundRefused(RuleRefused):
    """Nothing, or not that much, is left of that sale. Facts: ``left_minor`` or ``left_units``."""

    code = "refund-refused"


class CardReplaced(RuleRefused):
    """The code is of a card that was lost and replaced. Facts: ``replaced_at``."""

    code = "card-replaced"


class ReplacedToday(RuleRefused):
    """A card is replaced once a day. Facts: ``retry_at``."""

    code = "replaced-today"


class OfflineNotAllowed(RuleRefused):
    """The program gives no reward without network: this one was."""

    code = "offline-not-allowed"


class OfflineCapReached(RuleRefused):
    """Given without network to a card that had had its rewards of that day. Facts: ``cap``."""

    code = "offline-cap-reached"


class OwnCard(RuleRefused):
    """It is the card of somebody who works here: only a colleague stamps it or gives for it."""

    code = "own-card"


class CardFrozen(RuleRefused):
    """An audit found the card to differ from its entries: nothing is given until it is right."""

    code = "card-frozen"


class NothingToCorrect(RuleRefused):
    """The program counts neither stamps nor points nor credit: nothing can be put right by hand."""

    code = "nothing-to-correct"


class CorrectionTooLarge(RuleRefused):
    """More units in one correction than it may have. Facts: ``allowed``, a number or money."""

    code = "correction-too-large"


class CorrectionBelowZero(RuleRefused):
    """More would be taken away than is left unused. Facts: ``there``, a number or money."""

    code = "correction-below-zero"


class UndoRefused(RuleRefused):
    """Only the card's latest entry can be undone. Facts: ``latest``."""

    code = "undo-refused"


class UndoElsewhere(RuleRefused):
    """Another of the program's shops did it: only that one undoes it. Facts: ``shop``."""

    code = "undo-elsewhere"


class UndoTooLate(RuleRefused):
    """The window for undoing has closed. Facts: ``until``."""

    code = "undo-too-late"


class ConsentMissing(RuleRefused):
    """A card needs the member's agreement to the program's terms."""

    code = "consent-missing"


class Conflict(LoyaltyError):
    """What was asked does not fit what has happened meanwhile."""

    code = "conflict"


class CardChanged(Conflict):
    """The card was written between the read and the write; read again and decide again."""

    code = "card-changed"


class KeyReused(Conflict):
    """The same operation id came with another body."""

    code = "key-reused"


class BadConfiguration(LoyaltyError):
    """A program or a setting that cannot be used. Facts: ``errors``, one per place."""

    code = "bad-configuration"

    def __str__(self) -> str:
        """Name every place that is wrong, one a line."""
        errors = self.facts.get("errors")
        if not isinstance(errors, list):
            return self.code
        return "\n".join(f"{e['path']}: {e['reason']} ({e['hint']})" for e in errors)
