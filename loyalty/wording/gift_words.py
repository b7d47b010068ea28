"""What was given on top, and what a redemption leaves: the same to the customer and the staff."""

from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import CREDIT, POINTS
from loyalty.language import Language, Words
from loyalty.news import Given, Handed
from loyalty.program import Program
from loyalty.wording import rewards, units
from loyalty.wording.sentences import capital, joined, said_of

_GIFT: Words = {"fr": "Cadeau", "en": "A gift"}


def gift_units(program: Program, given: Given, language: Language) -> str:
    """As in "20 points"; nothing for a gift of coupons alone."""
    account = counted_account(program)
    return units.said(program, account, given.units, language) if account and given.units else ""


def gift_sentence(program: Program, given: Given, language: Language) -> str:
    """As in "Cadeau : 20 points et un bon pour un café."; nothing where nothing was given."""
    vouchers = [rewards.voucher(program, coupon, language) for coupon in given.coupons]
    parts = [part for part in (gift_units(program, given, language), *vouchers) if part]
    return f"{said_of(_GIFT[language], joined(parts, language), language)}." if parts else ""


def left_sentence(program: Program, card: Card, handed: Handed, language: Language) -> str:
    """Of points or credit: "Il reste 240 points."; nothing where none are left."""
    held = card.balance(handed.account)
    if handed.account not in (POINTS, CREDIT) or not held:
        return ""
    left = units.said(program, handed.account, held, language)
    return f"Il reste {left}." if language == "fr" else f"{capital(left)} left."
