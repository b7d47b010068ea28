"""What is given beside the model, in a program file: for a mission, a start, a day, a friend."""

from zoneinfo import ZoneInfo

from loyalty.gifts.badges import BADGE_MEASURES, Badge
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.missions import PERIODS, PROOFS, Mission
from loyalty.gifts.referral import ReferralRule
from loyalty.gifts.welcome import PREPARED, Launch, Welcome
from loyalty.program_file.catalogue import gift
from loyalty.program_file.clock import moment
from loyalty.program_file.reader import Table
from loyalty.program_file.sizes import MOST_UNITS


def mission(table: Table) -> Mission:
    """``[[missions]]``: only a mission that is proved by a code has one."""
    proof = table.choice("proof", PROOFS)
    if proof != "code":
        table.refuse("code", f"does not belong to the proof {proof}", 'proof = "code"')
    return Mission(
        id=table.id(),
        name=table.words("name", 60),
        proof=proof,
        gift=gift(table),
        code=table.text("code", 40) if proof == "code" else "",
        cap=table.whole("cap", 1, 100, 1),
        period=table.choice("period", PERIODS, "ever"),
    )


def badge(table: Table) -> Badge:
    """``[[badges]]``: worn from so many visits, years or friends."""
    return Badge(
        id=table.id(),
        name=table.words("name"),
        of=table.choice("of", BADGE_MEASURES),
        at=table.whole("at", 1, 10_000),
    )


def welcome(table: Table) -> Welcome:
    """``[welcome]``: what every new card is given."""
    return Welcome(gift=gift(table))


def launch(table: Table, zone: ZoneInfo) -> Launch:
    """``[launch]``: when the program begins, what comes on top, what was prepared."""
    hint = f"different ones among {', '.join(PREPARED)}"
    return Launch(
        at=moment(table, "at", zone),
        first_week=table.whole("first_week", 0, MOST_UNITS, 0),
        first_day=table.whole("first_day", 0, MOST_UNITS, 0),
        announced=table.several("announced", PREPARED.__contains__, hint),
        asked=table.whole("asked", 0, 1_000_000, 0),
        reminder_days=table.maybe_whole("reminder_days", 1, 365),
    )


def birthday(table: Table) -> BirthdayRule:
    """``[birthday]``: a coupon around the day."""
    return BirthdayRule(
        coupon=table.text("coupon"),
        days_before=table.whole("days_before", 0, 30, 7),
        days_after=table.whole("days_after", 0, 30, 7),
    )


def referral(table: Table) -> ReferralRule:
    """``[referral]``: what the friend and who brought the friend are given."""
    return ReferralRule(
        friend=table.one("friend", gift),
        referrer=table.one("referrer", gift),
        after_visits=table.whole("after_visits", 1, 20, 2),
        most_per_month=table.whole("most_per_month", 1, 100, 5),
    )
