"""What a program gives beside what is bought, one sentence for each."""

from loyalty.gifts.coupons import Coupon
from loyalty.gifts.missions import Mission, Period
from loyalty.gifts.referral import ReferralRule
from loyalty.language import Language, Words
from loyalty.nouns import ordinal
from loyalty.program import Program
from loyalty.wording.level_terms import visit
from loyalty.wording.money import NARROW, days, money
from loyalty.wording.rewards import named, promised, until
from loyalty.wording.sentences import said_of
from loyalty.wording.units import gift_words

_PERIODS: dict[Period, Words] = {
    "ever": {"fr": "", "en": ""},
    "year": {"fr": " par an", "en": " a year"},
    "month": {"fr": " par mois", "en": " a month"},
    "week": {"fr": " par semaine", "en": " a week"},
    "day": {"fr": " par jour", "en": " a day"},
}


def gifts(program: Program, language: Language) -> list[str]:
    """Welcome, birthday, referral and missions."""
    told = []
    if program.welcome:
        head = "Au premier achat" if language == "fr" else "With the first purchase"
        gift = gift_words(program, program.welcome.gift, language)
        told.append(f"{said_of(head, gift, language)}.")
    told += _birthday(program, language)
    if program.referral:
        told.append(_referral(program, program.referral, language))
    return told + [_mission(program, mission, language) for mission in program.missions]


def coupons(program: Program, language: Language) -> list[str]:
    """Each coupon that ends or asks for a least purchase."""
    told = []
    for coupon in program.coupons:
        if conditions := _conditions(program, coupon, language):
            gift = named(program.reward(coupon.reward), language)
            head = f"Bon pour {gift}" if language == "fr" else f"Voucher for {gift}"
            told.append(f"{said_of(head, conditions, language)}.")
    return told


def least(program: Program, coupon: Coupon, language: Language) -> str:
    """As in "dès 20 € d’achat"; nothing for a coupon that any purchase will do for."""
    if not coupon.minimum_minor:
        return ""
    amount = money(coupon.minimum_minor, program.currency, language)
    return f"dès {amount} d’achat" if language == "fr" else f"from {amount} spent"


def _birthday(program: Program, language: Language) -> list[str]:
    rule = program.birthday
    coupon = program.coupon(rule.coupon) if rule else None
    if coupon is None:
        return []
    outcome = promised(program.reward(coupon.reward), language)
    head = "Pour votre anniversaire" if language == "fr" else "For your birthday"
    return [f"{head}, {outcome}."]


def _referral(program: Program, rule: ReferralRule, language: Language) -> str:
    nth = ordinal(rule.after_visits, visit(language))
    friend, referrer = (
        gift_words(program, gift, language) for gift in (rule.friend, rule.referrer)
    )
    if language == "fr":
        head = "Un proche vient de votre part"
        parts = (
            friend and f"il reçoit {friend}",
            referrer and f"à sa {nth} visite, vous recevez {referrer}",
        )
    else:
        head = "A friend comes through you"
        parts = (
            friend and f"they get {friend}",
            referrer and f"at their {nth} visit, you get {referrer}",
        )
    apart = f"{NARROW}; " if language == "fr" else "; "
    return f"{said_of(head, apart.join(part for part in parts if part), language)}."


def _mission(program: Program, mission: Mission, language: Language) -> str:
    gift = gift_words(program, mission.gift, language)
    often = _so_often(mission.cap, language) + _PERIODS[mission.period][language]
    return f"{said_of(mission.name[language], f'{gift}, {often}', language)}."


def _so_often(cap: int, language: Language) -> str:
    if language == "fr":
        return "une fois" if cap == 1 else f"{cap} fois"
    return "once" if cap == 1 else f"{cap} times"


def _conditions(program: Program, coupon: Coupon, language: Language) -> str:
    parts = []
    if coupon.days:
        lasts = days(coupon.days, language)
        parts.append(f"valable {lasts}" if language == "fr" else f"valid for {lasts}")
    parts += [least(program, coupon, language), until(coupon.last_day, language)]
    return ", ".join(part for part in parts if part)
