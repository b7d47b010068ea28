"""What the terminal says when a command cannot go on: a sentence, never a trace or a code alone."""

import sys

from functions.failures import Damaged, OutsideError, StoreUnavailable
from functions.local.development import NothingKept
from loyalty.errors import BadConfiguration, LoyaltyError

SENTENCES = {
    "not-found": "there is no such thing here ({code})",
    "unknown-program": "no program {program!r} is published here: --program names one that is",
    "unknown-card": "no card has that code: compare it with the one on the card",
    "rule-refused": "a rule of the program says no ({code})",
    "consent-missing": "a card needs its member's agreement to the program's terms",
    "card-frozen": "the card differs from its entries and waits: poincon audit says how",
    "conflict": "something else was written meanwhile ({code}): give the command again",
    "card-changed": "the card was stamped meanwhile: give the command again",
    "key-reused": "the same operation was sent before with something else in it",
    "not-allowed": "this is not allowed, or no longer ({code})",
    "too-many-typed-codes": "more codes were typed in this hour than the program allows a till",
    "too-many-tries": "too many pairing codes were tried: try again in a minute",
    "too-many-joins": "more cards were asked for in this hour than the program issues",
    "too-many-late-scans": "more has come in late in this hour than its program allows a till",
    "too-many-scans": "the till has written more in this hour than its program allows",
    "store-unavailable": "the store did not answer{reason}: try again in a moment",
    "mail-refused": "the mail was not taken{reason}: try again in a moment",
    "wallet-refused": "the wallet's service did not take it{reason}: try again in a moment",
    "wallet-not-ready": "no pass can be made here{reason}: poincon doctor apple says why",
    "outside-unavailable": "something outside did not answer{reason}: try again in a moment",
    "loyalty-error": "this cannot be done ({code})",
}
"""By code; what has no sentence of its own is said as what it is a kind of."""

DAMAGED_STORE = "the store's file is damaged: restore a backup (docs/operating.md)"
_DAMAGED_CARD = (
    "card {card} cannot be read, and poincon audit says why: restore a backup, "
    "or write it anew with poincon audit --rebuild {card} (docs/operating.md)"
)


def sentence(error: BaseException) -> str | None:
    """What to say of this; ``None`` for an error that nobody foresaw."""
    match error:
        case BadConfiguration() | NothingKept():
            return str(error)
        case StoreUnavailable(damaged=True):
            return DAMAGED_STORE
        case LoyaltyError():
            facts = {"program": "", **error.facts, "code": error.code}
            return _template(type(error)).format_map(facts)
        case OutsideError():
            reason = f" ({printable(str(error))})" if str(error) else ""
            return _template(type(error)).format(code=error.code, reason=reason)
        case Damaged():
            return _DAMAGED_CARD.format(card=error.card)
        case OSError():
            return printable(_of_system(error))
    return printable(f"AWS: {error}") if _is_of_aws(error) else None


def printable(text: str) -> str:
    """The text with whatever a terminal would obey, or hide, spelled out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def _template(kind: type[Exception]) -> str:
    """The sentence of the nearest kind that has one."""
    codes = (vars(parent).get("code", "") for parent in kind.__mro__)
    return next(SENTENCES[code] for code in codes if code in SENTENCES)


def _of_system(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _is_of_aws(error: BaseException) -> bool:
    """Whether Amazon's library says so; where it was never loaded, it says nothing."""
    aws = sys.modules.get("botocore.exceptions")
    return aws is not None and isinstance(error, (aws.BotoCoreError, aws.ClientError))
