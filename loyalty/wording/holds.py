"""What a card has, in two or three words."""

from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import CLUB, CREDIT, POINTS
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.wording import units
from loyalty.wording.goals import donated
from loyalty.wording.money import counted, money, unit_minor
from loyalty.wording.rewards import until
from loyalty.wording.stamps import stamp, stamps_towards

_MEMBER: Words = {"fr": "membre", "en": "member"}
_NO_MEMBER: Words = {"fr": "pas membre", "en": "not a member"}


def collected(program: Program, card: Card, language: Language) -> str:
    """What the card counts first: "8 tampons", "340 points", "4,20 € d’avoir"."""
    if program.stamps:
        return counted(stamps_towards(program, card), stamp(language))
    if program.points:
        return units.points(card.balance(POINTS), language)
    if program.cashback:
        return units.credit(program, card.balance(CREDIT), language)
    return membership(card, language) if program.club else given(program, card, language)


def owned(program: Program, card: Card, language: Language) -> str:
    """As ``collected``, after something else was said: "vous avez 8 tampons"."""
    told = collected(program, card, language)
    if counted_account(program) is None:
        return told
    return f"vous avez {told}" if language == "fr" else f"you have {told}"


def membership(card: Card, language: Language) -> str:
    """As in "membre jusqu’au 30/11/2027", or "pas membre"."""
    if not card.balance(CLUB):
        return _NO_MEMBER[language]
    return f"{_MEMBER[language]} {until(card.ends(CLUB), language)}".strip()


def given(program: Program, card: Card, language: Language) -> str:
    """What the card's purchases have given to today's cause: "12,40 € donnés"."""
    return gave(program, donated(program, card), language)


def gave(program: Program, minor: int, language: Language) -> str:
    """As in "12,40 € donnés"; French has no plural below 2."""
    amount = money(minor, program.currency, language)
    if language == "en":
        return f"{amount} given"
    return f"{amount} donnés" if minor >= 2 * unit_minor(program.currency) else f"{amount} donné"


def tier_name(program: Program, card: Card, language: Language) -> str:
    """The tier that it holds; nothing below all of them."""
    held = program.tiers.held(card) if program.tiers else None
    return held.name[language] if held else ""


def advantages(program: Program, card: Card, language: Language) -> list[str]:
    """Lasting advantages of its tier and of the club, to be applied now (A10, A12)."""
    tier = program.tiers.held(card) if program.tiers else None
    perks = list(tier.perks) if tier else []
    if program.club and card.balance(CLUB):
        perks += program.club.perks
    return list(dict.fromkeys(perk.words[language] for perk in perks))
