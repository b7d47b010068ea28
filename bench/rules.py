"""What a decision of the rules costs, model by model, beside the arithmetic of the same rule.

The arithmetic knows no lots, no limits, no entry and no way back: it is what a column in a
spreadsheet would do. What a decision takes beyond it is the price of an entry that can be undone
and proved. Cards are a year old: what they count lies in a lot for each month.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from loyalty.earning import decide_earn
from loyalty.entry import CardId
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.referral import ReferralRule
from loyalty.gifts.welcome import Welcome
from loyalty.holder import Holder
from loyalty.models.donation import DonationRule
from loyalty.models.windows import Window
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem
from loyalty.refund import decide_refund
from loyalty.rewards import Gift
from tests import programs
from tests.builders import at, scan
from tests.programs import HALFWAY, Customer

ROUNDS, TIMES = 200, 20
Figure = tuple[str, float, str]
Action = Callable[[], object]

MINOR = 1299
NOW = at("2026-02-03 10:00")
SHELTER = DonationRule(cause_id="refuge", cause={"fr": "Refuge", "en": "Shelter"}, percent=2)
FRIEND = Holder(
    joined_at=at("2025-02-01 10:00"), birthday=(14, 7), referred_by=CardId("BBBBBBBBBBBBBBBB")
)


def figures() -> list[Figure]:
    """Median microseconds of a purchase under each model, then of the arithmetic alone."""
    ready = _a_year_old(_programs()["points"])
    actions: dict[str, Action] = {
        **{f"decision_{model}_us": _purchase(_a_year_old(of)) for model, of in _programs().items()},
        "decision_redeem_us": _redemption(ready),
        "decision_refund_us": _refund(ready),
        **{f"plain_{model}_us": rule for model, rule in _PLAIN.items()},
    }
    return [(name, _median_us(action), "us") for name, action in actions.items()]


def _programs() -> dict[str, Program]:
    """Each model alone, and one program with everything that a purchase can set off."""
    present = Gift(units=1, coupon="present")
    return {
        "stamps": programs.stamps(expires_months=12, ladder=(HALFWAY,)),
        "points": programs.points(expires_months=12),
        "cashback": programs.cashback(expires_months=12),
        "club": programs.club(),
        "donation": programs.donation(),
        "tiers": programs.tiered(),
        "all": replace(
            programs.tiered(),
            windows=(Window(name=SHELTER.cause, multiplier=200),) * 3,
            donation=SHELTER,
            birthday=BirthdayRule(coupon="present"),
            welcome=Welcome(gift=present),
            referral=ReferralRule(friend=present, referrer=present),
        ),
    }


def _a_year_old(program: Program) -> Customer:
    """A customer who came once in each of twelve months."""
    ada = Customer(program=program, holder=FRIEND)
    for month in range(12):
        ada.buys(NOW - timedelta(days=30 * (12 - month)), 2999)
    return ada


def _purchase(ada: Customer) -> Action:
    program, card, holder = ada.program, ada.card, ada.holder
    asked, bought = scan(NOW), Purchase(amount_minor=MINOR)
    return lambda: decide_earn(program, card, asked, bought, holder=holder, over_ready=True)


def _redemption(ada: Customer) -> Action:
    asked = scan(NOW)
    return lambda: decide_redeem(ada.program, ada.card, asked, reward="coffee")


def _refund(ada: Customer) -> Action:
    """The latest of twelve sales; the card is replayed for it."""
    asked, sale = scan(NOW), ada.entries[-1].operation
    return lambda: decide_refund(ada.program, ada.program, ada.entries, asked, operation=sale)


def _plain_stamps() -> tuple[int, int]:
    return divmod(8 + 1, 9)


def _plain_points() -> tuple[int, int]:
    return divmod(99 + MINOR, 100)


def _plain_cashback() -> tuple[int, int]:
    return divmod(99 + MINOR * 5, 100)


def _plain_all() -> tuple[int, int, bool]:
    """Points at the best of a tier and three windows, a donation, what counts towards a tier."""
    best = max(150, 200, 200, 200)
    return MINOR * best // 10_000, MINOR * 2 // 100, 20_000 + MINOR >= 50_000


_PLAIN: dict[str, Action] = {
    "stamps": _plain_stamps,
    "points": _plain_points,
    "cashback": _plain_cashback,
    "all": _plain_all,
}


def _median_us(action: Action) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(TIMES):
            action()
        times.append((time.perf_counter() - began) / TIMES * 1e6)
    return statistics.median(times)


if __name__ == "__main__":
    for name, value, unit in figures():
        print(f"{name:24} {value:10.3f} {unit}")
