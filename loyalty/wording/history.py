"""What happened, entry by entry, as the member reads it and the staff says it."""

from collections.abc import Callable, Mapping

from loyalty.collecting import counted_account
from loyalty.entry import (
    CLUB,
    COUPON,
    CREDIT,
    POINTS,
    STAMPS,
    Account,
    Entry,
    Kind,
    donation_account,
    tier_account,
)
from loyalty.granting import CLUB_FEE, CLUB_TRIAL
from loyalty.language import Language, Words
from loyalty.models.tiers import Tier
from loyalty.offers import CREDIT_KEY
from loyalty.program import Program
from loyalty.wording import holds, rewards, units
from loyalty.wording.level_terms import visit
from loyalty.wording.money import unit_minor
from loyalty.wording.moves import moved, stamps_brought, stamps_collected
from loyalty.wording.rewards import until
from loyalty.wording.sentences import listed, said_of

_DONATION = "donation:"
_VOUCHER_USED: Words = {"fr": "bon utilisé", "en": "voucher used"}
_UNDONE: Words = {"fr": "annulation", "en": "undone"}
_UPDATE: Words = {"fr": "mise à jour", "en": "update"}
_NO_MEMBER: Words = {
    "fr": "votre adhésion a pris fin",
    "en": "your membership has ended",
}
_RETURN: Words = {"fr": "retour noté", "en": "return noted"}
_GIFT: Words = {"fr": "cadeau", "en": "gift"}
_CORRECTION: Words = {"fr": "correction de la boutique", "en": "correction by the shop"}
_REASONS: Mapping[str, Words] = {
    "referral": {"fr": "parrainage", "en": "referral"},
    "birthday": {"fr": "anniversaire", "en": "birthday"},
    "paper": {"fr": "carte papier", "en": "paper card"},
}


def history_line(program: Program, entry: Entry, language: Language) -> str:
    """One past entry: lower-case, without a full stop, "+ 1 tampon", "café offert"."""
    told: dict[Kind, Callable[[Program, Entry, Language], str]] = {
        Kind.EARN: _earned,
        Kind.REDEEM: _redeemed,
        Kind.REVERSE: lambda _program, _entry, spoken: _UNDONE[spoken],
        Kind.REFUND: _refunded,
        Kind.GRANT: _granted,
        Kind.EXPIRE: _ended,
        Kind.ADJUST: _corrected,
    }
    return told[entry.kind](program, entry, language)


def brought(program: Program, entry: Entry, language: Language) -> str:
    """What a purchase brought: "+ 1 tampon", "+ 12 points", "0,24 € donné"; perhaps nothing."""
    if count := stamps_brought(program, entry):
        return f"+ {units.said(program, STAMPS, count, language)}"
    moves = moved(program, entry)
    for account in (POINTS, CREDIT):
        if moves.get(account, 0) > 0:
            return f"+ {units.said(program, account, moves[account], language)}"
    cents = _donated(moves)
    return holds.gave(program, cents, language) if cents else ""


def new_tier(program: Program, entry: Entry) -> Tier | None:
    """The highest tier that an entry opened; one that is prolonged is not new."""
    known, moves = program.tiers.tiers if program.tiers else (), moved(program, entry)
    opened = [tier for tier in known if moves.get(tier_account(tier.id), 0) > 0]
    return opened[-1] if opened else None


def vouchers(program: Program, entry: Entry, language: Language) -> list[str]:
    """Coupons that an entry gave."""
    return [
        rewards.voucher(program, account.removeprefix(COUPON), language)
        for account, count in moved(program, entry).items()
        if account.startswith(COUPON) and count > 0
    ]


def handed(program: Program, entry: Entry, language: Language) -> str:
    """What a redemption gave, and to whom."""
    key = entry.given or ""
    moves = moved(program, entry)
    if entry.facts.get("donated"):
        return _instead(program, moves, language)
    if key == CREDIT_KEY:
        return _credit_used(program, -moves.get(CREDIT, 0), language)
    if key.startswith(COUPON):
        coupon = program.coupon(key.removeprefix(COUPON))
        if coupon is None:
            return _VOUCHER_USED[language]
        key = coupon.reward
    return rewards.given(program.reward(key), language)


def _earned(program: Program, entry: Entry, language: Language) -> str:
    tier = new_tier(program, entry)
    parts = [
        brought(program, entry, language) or visit(language).name,
        units.status(tier, language) if tier else "",
        *vouchers(program, entry, language),
    ]
    return listed(parts)


def _redeemed(program: Program, entry: Entry, language: Language) -> str:
    price = -moved(program, entry).get(POINTS, 0)
    what = handed(program, entry, language)
    return f"{what} · − {units.points(price, language)}" if price > 0 else what


def _instead(program: Program, moves: Mapping[Account, int], language: Language) -> str:
    """A reward was given to the cause (A25); the cause is named while it is still today's."""
    instead = "à la place" if language == "fr" else "instead"
    told = f"{holds.gave(program, _donated(moves), language)} {instead}"
    rule = program.donation
    if rule is None or donation_account(rule.cause_id) not in moves:
        return told
    return said_of(told, rule.cause[language], language)


def _credit_used(program: Program, minor: int, language: Language) -> str:
    used = units.credit(program, minor, language)
    if language == "en":
        return f"{used} used"
    return f"{used} utilisés" if minor >= 2 * unit_minor(program.currency) else f"{used} utilisé"


def _refunded(program: Program, entry: Entry, language: Language) -> str:
    moves = moved(program, entry)
    heads = ("repris", "rendu") if language == "fr" else ("taken back", "given back")
    parts = [
        said_of(head, told, language)
        for head, sign in zip(heads, (-1, 1), strict=True)
        if (told := units.listed(program, moves, sign, language))
    ]
    return listed(parts) or _RETURN[language]


def _granted(program: Program, entry: Entry, language: Language) -> str:
    if entry.reason in (CLUB_FEE, CLUB_TRIAL):
        return _membership(entry, language)
    moves = moved(program, entry)
    moves[STAMPS] = stamps_collected(program, entry)
    head = _occasion(program, entry, language)
    told = units.listed(program, moves, 1, language)
    return said_of(head, told, language) if told else head


def _membership(entry: Entry, language: Language) -> str:
    ends = [c.expires_on for c in entry.changes if c.account == CLUB and c.units > 0]
    member = "membre" if language == "fr" else "member"
    return f"{member} {until(ends[0], language)}" if ends else member


def _occasion(program: Program, entry: Entry, language: Language) -> str:
    done = next((m for m in program.missions if m.id == entry.facts.get("mission")), None)
    if done:
        return done.name[language]
    return _REASONS.get(entry.reason or "", _GIFT)[language]


def _ended(program: Program, entry: Entry, language: Language) -> str:
    """What came to its end: a membership is not a thing among others."""
    moves = entry.deltas
    member = _NO_MEMBER[language] if moves.pop(CLUB, 0) < 0 else ""
    told = units.listed(program, moves, -1, language)
    head = "fini" if language == "fr" else "ended"
    return listed([member, said_of(head, told, language) if told else ""]) or _UPDATE[language]


def _corrected(program: Program, entry: Entry, language: Language) -> str:
    """As in "correction de la boutique : + 7 tampons"."""
    return said_of(_CORRECTION[language], correction(program, entry, language), language)


def correction(program: Program, entry: Entry, language: Language) -> str:
    """As in "+ 7 tampons" or "− 1 tampon"."""
    count, account = int(entry.facts.get("adjusted", 0)), counted_account(program)
    told = units.said(program, account or STAMPS, abs(count), language)
    return f"{'+' if count > 0 else '−'} {told}"


def _donated(moves: Mapping[Account, int]) -> int:
    return sum(units for account, units in moves.items() if account.startswith(_DONATION))
