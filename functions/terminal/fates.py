"""What new rules do to a card, in words: "le café : il manquait 2 tampons, il en manque 4"."""

from collections.abc import Iterator

from loyalty.collecting import counted_account
from loyalty.difference import Reason, perk_name
from loyalty.entry import CREDIT
from loyalty.holding import Distance
from loyalty.language import Language, Words
from loyalty.offers import coupon_key
from loyalty.program import Program
from loyalty.rewards import Perk
from loyalty.wording.money import money, percent
from loyalty.wording.rewards import definite, voucher
from loyalty.wording.sentences import said_of
from loyalty.wording.units import said

_WORDS: dict[str, Words] = {
    "offer": {"fr": "{before}, puis {after}", "en": "{before}, then {after}"},
    "reward+": {"fr": "se gagne désormais", "en": "can be earned from now on"},
    "reward-": {"fr": "ne se gagne plus", "en": "can no longer be earned"},
    "replaced+": {
        "fr": "laisse place à une récompense qui vaut au moins autant",
        "en": "makes way for a reward that is worth at least as much",
    },
    "distance": {
        "fr": "il manquait {before}, il manque {after}",
        "en": "{before} to go before, {after} to go now",
    },
    "unknown": {
        "fr": "il manquait {before}, il manque {after}\u202f; sans [assumptions], rien ne les "
        "compare",
        "en": "{before} to go before, {after} to go now; without [assumptions] nothing compares "
        "them",
    },
    "collected": {
        "fr": "sans effet sous les nouvelles règles",
        "en": "of no use under the new rules",
    },
    "tier+": {"fr": "niveau gagné", "en": "tier gained"},
    "tier-": {"fr": "niveau perdu", "en": "tier lost"},
    "next-tier": {
        "fr": "le niveau était à {before}, il est à {after}",
        "en": "the tier was {before} away, it is {after} away",
    },
    "rate": {"fr": "{before}, puis {after}", "en": "{before}, then {after}"},
    "perk+": {"fr": "avantage ajouté", "en": "advantage added"},
    "perk-": {"fr": "avantage retiré", "en": "advantage taken away"},
    "percent": {"fr": "{before}, puis {after}", "en": "{before}, then {after}"},
}
COUPON = coupon_key("")
_RATE: Words = {"fr": "ce que rapporte un achat", "en": "what a purchase earns"}
_DISCOUNT: Words = {"fr": "remise permanente", "en": "lasting discount"}
_CREDIT: Words = {"fr": "avoir", "en": "credit"}


def reason_text(reason: Reason, old: Program, new: Program, language: Language) -> str:
    """One thing that gets better or worse for a card."""
    shown = {
        "before": _shown(reason, reason.before, old, language),
        "after": _shown(reason, reason.after, new, language),
    }
    said_so = _WORDS[_key(reason)][language].format(**shown)
    return said_of(_what(reason, old, new, language), said_so, language)


def _key(reason: Reason) -> str:
    if reason.change == "reward" and reason.better and reason.before is not None:
        return "replaced+"
    if reason.change == "perk" and reason.before is not None:
        return "percent"
    signed = f"{reason.change}{'+' if reason.better else '-'}"
    return signed if signed in _WORDS else reason.change


def _shown(
    reason: Reason, value: Distance | int | None, program: Program, language: Language
) -> str:
    """An amount, units of what the card counts, a percentage, or a plain number."""
    if isinstance(value, Distance):
        return _far(value, program, language)
    if value is None:
        return ""
    if reason.change in ("rate", "perk"):
        return percent(value, language)
    if reason.change == "next-tier" and program.tiers and program.tiers.measure == "spend":
        return money(value, program.currency, language)
    return str(value)


def _far(way: Distance, program: Program, language: Language) -> str:
    account = counted_account(program)
    if program.cashback and way.minor is not None:
        return money(way.minor, program.currency, language)
    units = said(program, account, way.units, language) if account else str(way.units)
    if way.minor is None:
        return units
    return f"{units} ({money(way.minor, program.currency, language)})"


def _what(reason: Reason, old: Program, new: Program, language: Language) -> str:
    """What it is about: a reward, a voucher, a tier, an advantage."""
    if reason.change == "rate":
        return _RATE[language]
    if reason.change == "collected":
        return _collected(reason, old, language)
    if reason.what == "percent":
        return _DISCOUNT[language]
    if reason.what == CREDIT:
        return _CREDIT[language]
    if reason.what.startswith(COUPON):
        holder = new if new.coupon(reason.what.removeprefix(COUPON)) else old
        return voucher(holder, reason.what.removeprefix(COUPON), language)
    return _named(reason.what, (new, old), language)


def _collected(reason: Reason, old: Program, language: Language) -> str:
    account = counted_account(old)
    units = reason.before if isinstance(reason.before, int) else 0
    return said(old, account, units, language) if account else ""


def _named(what: str, programs: tuple[Program, ...], language: Language) -> str:
    """A reward's, a tier's or an advantage's own words."""
    for program in programs:
        for reward in program.rewards:
            if reward.id == what:
                return definite(reward, language)
        for tier in program.tiers.tiers if program.tiers else ():
            if tier.id == what:
                return tier.name[language]
        for perk in _perks(program):
            if perk_name(perk) == what:
                return perk.words[language]
    return what


def _perks(program: Program) -> Iterator[Perk]:
    for tier in program.tiers.tiers if program.tiers else ():
        yield from tier.perks
    if program.club:
        yield from program.club.perks
