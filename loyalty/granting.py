"""What is given without a purchase: a club's fee or trial, a mission, a coupon, thanks."""

from datetime import date

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import (
    CLUB,
    REFERRALS,
    RETURNED,
    CardId,
    Entry,
    Kind,
    Money,
    coupon_account,
    done_account,
)
from loyalty.errors import CapReached, NotOffered, ProofRefused
from loyalty.gifts.missions import Mission
from loyalty.giving import Giving
from loyalty.holder import Holder
from loyalty.models import club
from loyalty.models.club import ClubRule
from loyalty.models.lots import end_of_month
from loyalty.offers import coupon_key
from loyalty.posting import Posting
from loyalty.program import Program
from loyalty.scan import Decision, Facts, Scan, record

CLUB_FEE = "club-fee"
CLUB_TRIAL = "club-trial"
THANKED = "thanked"
_NOBODY = Holder()


def decide_grant(program: Program, card: Card, scan: Scan, *, what: str, told: str = "") -> Entry:
    """What a till gives by hand, by its key: see ``grants``.

    ``told`` is the code of a mission that asks for one. Raises ``NotOffered`` for a key that is
    not known, and as the decision of that key does.
    """
    kind, _, name = what.partition(":")
    if kind == "mission":
        return decide_mission(program, card, scan, mission=name, told=told)
    if kind == "coupon":
        return _coupon_by_hand(program, card, scan, name)
    if what == CLUB_TRIAL:
        return decide_club_trial(program, card, scan)
    if what == CLUB_FEE:
        return decide_club_fee(program, card, scan)
    raise NotOffered(what=what)


def grants(program: Program, card: Card) -> tuple[str, ...]:
    """Keys of what can be given by hand to this card, as it stands today.

    The club's fee, its trial while it is open, missions, and coupons that nothing else gives.
    """
    keys = [CLUB_FEE] if program.club else []
    if program.club and program.club.trial_days and not _was_member(card):
        keys.insert(0, CLUB_TRIAL)
    missions = (f"mission:{m.id}" for m in program.missions if _is_open(card, m))
    by_hand = (
        f"coupon:{coupon.id}"
        for coupon in program.coupons
        if coupon.id not in _given_by_rule(program) and not card.balance(coupon_account(coupon.id))
    )
    return (*keys, *missions, *by_hand)


def decide_club_fee(program: Program, card: Card, scan: Scan) -> Entry:
    """The fee was paid: the membership runs a period on (A11). Raises ``NotOffered``."""
    rule, giving = _club(program), _giving(program, card, scan)
    club.renew(giving.posting, rule, giving.day)
    paid = Money(minor=rule.fee_minor, currency=program.currency)
    return _granted(giving, card, scan, CLUB_FEE, amount=paid)


def decide_club_trial(program: Program, card: Card, scan: Scan) -> Entry:
    """A free trial, once a card (A24). Raises ``NotOffered`` or ``CapReached``."""
    rule, giving = _club(program), _giving(program, card, scan)
    if not rule.trial_days or giving.posting.balance(CLUB):
        raise NotOffered(what="club-trial")
    _once(giving, CLUB_TRIAL, 1, None)
    club.begin_trial(giving.posting, rule, giving.day)
    return _granted(giving, card, scan, CLUB_TRIAL)


def decide_mission(
    program: Program, card: Card, scan: Scan, *, mission: str, told: str = ""
) -> Entry:
    """A mission was done (A15). Raises ``NotOffered``, ``ProofRefused`` or ``CapReached``."""
    wanted = next((known for known in program.missions if known.id == mission), None)
    if wanted is None:
        raise NotOffered(what=mission)
    if not wanted.is_proved(told):
        raise ProofRefused()
    giving = _giving(program, card, scan)
    _once(giving, _mission_mark(wanted), wanted.cap, wanted.counted_until(giving.day))
    giving.give(wanted.gift)
    return _granted(giving, card, scan, "mission", facts={"mission": wanted.id})


def decide_coupon(program: Program, card: Card, scan: Scan, *, coupon: str) -> Entry:
    """A coupon (B6). Raises ``NotOffered`` where it is not for this card now."""
    giving = _giving(program, card, scan)
    if not giving.coupon(coupon):
        raise NotOffered(what=coupon)
    return _granted(giving, card, scan, "coupon", facts={"coupon": coupon})


def decide_thanks(program: Program, card: Card, scan: Scan, *, friend: CardId) -> Entry:
    """Thanks to the card that brought a friend, who has come back (E1).

    Raises ``NotOffered`` without a referral rule, ``CapReached`` beyond the month's cap.
    """
    rule = program.referral
    if rule is None:
        raise NotOffered(what="referral")
    giving = _giving(program, card, scan)
    _once(giving, "referral", rule.most_per_month, end_of_month(giving.day, 0))
    giving.posting.add(REFERRALS, 1)
    giving.give(rule.referrer)
    return _granted(giving, card, scan, "referral", facts={"friend": friend})


def _coupon_by_hand(program: Program, card: Card, scan: Scan, coupon: str) -> Entry:
    """One at a time, and none that the rules give by themselves."""
    if coupon in _given_by_rule(program):
        raise NotOffered(what=coupon_key(coupon))
    if card.on(local_date(scan.happened_at, program.time_zone)).balance(coupon_account(coupon)):
        raise CapReached(cap=1, retry_on=None)
    return decide_coupon(program, card, scan, coupon=coupon)


def _was_member(card: Card) -> bool:
    return bool(card.balance(CLUB) or card.balance(done_account(CLUB_TRIAL)))


def _is_open(card: Card, mission: Mission) -> bool:
    return card.balance(done_account(_mission_mark(mission))) < mission.cap


def _given_by_rule(program: Program) -> set[str | None]:
    gifts = [mission.gift for mission in program.missions]
    gifts += [program.welcome.gift] if program.welcome else []
    if program.referral:
        gifts += [program.referral.friend, program.referral.referrer]
    birthday = program.birthday.coupon if program.birthday else None
    return {birthday, *(gift.coupon for gift in gifts)}


def thanks_due(card: Card) -> bool:
    """Whether a friend has come back, and whoever brought them is not thanked yet."""
    return card.balance(RETURNED) > 0 and not card.balance(done_account("thanks"))


def decide_thanked(program: Program, card: Card, scan: Scan) -> Entry:
    """On the friend's card: whoever brought them has been thanked, or cannot be."""
    giving = _giving(program, card, scan)
    giving.posting.add(done_account("thanks"), 1)
    return _granted(giving, card, scan, THANKED)


def _club(program: Program) -> ClubRule:
    if program.club is None:
        raise NotOffered(what="club")
    return program.club


def _giving(program: Program, card: Card, scan: Scan) -> Giving:
    day = local_date(scan.happened_at, program.time_zone)
    posting = Posting(card, day)
    return Giving(posting=posting, program=program, card=card.on(day), holder=_NOBODY, day=day)


def _once(giving: Giving, what: str, cap: int, until: date | None) -> None:
    """Count it in a lot that ends with the period, which is what limits it."""
    done = done_account(what)
    if dict(giving.posting.lots(done)).get(until, 0) >= cap:
        raise CapReached(cap=cap, retry_on=until)
    giving.posting.add(done, 1, until)


def _mission_mark(mission: Mission) -> str:
    return f"mission:{mission.id}"


def _granted(
    giving: Giving,
    card: Card,
    scan: Scan,
    reason: str,
    *,
    amount: Money | None = None,
    facts: Facts | None = None,
) -> Entry:
    decision = Decision(
        kind=Kind.GRANT,
        changes=giving.posting.changes,
        amount=amount,
        reason=reason,
        facts=giving.posting.facts | dict(facts or {}),
    )
    return record(giving.program, card, scan, decision)
