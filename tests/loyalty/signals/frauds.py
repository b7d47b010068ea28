"""Twenty-two ways to cheat, each planted as the rules allow it, and what should show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.entry import CardId, OperationId
from loyalty.signals.signal import Key, Signal
from tests.builders import at
from tests.loyalty.signals.life import Person, Town, scan

NEVER_SENT = OperationId("")


@dataclass(frozen=True)
class Noted:
    """A reward given without network and refused later; without a reward, a card replaced."""

    at: datetime
    card: CardId
    till: str
    staff: str | None = None
    code: str = "not-enough-balance"
    reward: str | None = "coffee"
    operation: OperationId = NEVER_SENT
    recorded_at: datetime | None = None


def replaced(at: datetime, card: CardId, till: str = "counter", staff: str | None = None) -> Noted:
    return Noted(at, card, till, staff, code="card-replaced", reward=None)


@dataclass(frozen=True)
class Fraud:
    """What was planted: one of these keys should name this card, till or member of staff."""

    name: str
    keys: tuple[Key, ...]
    who: str
    notices: Sequence[Noted] = ()

    def is_seen(self, found: Sequence[Signal]) -> bool:
        return any(
            one.key in self.keys and self.who in (*one.cards, *one.tills, *one.staff)
            for one in found
        )


def _crook(town: Town, name: str) -> Person:
    return town.somebody(f"CROOK-{name}")


def a_friend_stamped_at_every_cooldown(town: Town) -> Fraud:
    friend = _crook(town, "COOLDOWN")
    for day in range(2, 6):
        for minutes in (0, 32, 64):
            friend.buys(scan(at(f"2026-03-0{day} 10:05") + timedelta(minutes=minutes)))
    return Fraud("a friend stamped at every cooldown", ("again",), friend.card)


def a_card_that_is_there_all_the_time(town: Town) -> Fraud:
    card = _crook(town, "ALWAYS")
    for day in range(9, 15):
        for hour in ("07:40", "12:20", "18:10"):
            card.buys(scan(f"2026-03-{day:02d} {hour}", "terrace"))
    return Fraud("a card that is there all the time", ("again", "often"), card.card)


def shared_by_two_who_never_fill_a_day(town: Town) -> Fraud:
    """Two, then three a day: never the cap on three days."""
    card = _crook(town, "SHARED")
    for day, hours in enumerate(["8 13 17", "8 13", "8 13", "8 13", "8 13 17", "8 13", "9 14"], 16):
        for hour in hours.split():
            card.buys(scan(f"2026-03-{day} {hour:0>2}:07"))
    return Fraud("a card shared by two who never fill a day", ("often",), card.card)


def own_card_on_a_quiet_till(town: Town) -> Fraud:
    own = _crook(town, "QUIET")
    for day in range(2, 8):
        for hour in ("09:10", "15:30"):
            own.buys(scan(f"2026-03-0{day} {hour}", "stand"))
        for number in range(4):
            town.people[day * 7 + number].buys(scan(f"2026-03-0{day} 19:0{number}", "stand"))
    return Fraud("one's own card on a quiet till", ("share",), own.card)


def stamps_after_closing(town: Town) -> Fraud:
    for day in range(9, 13):
        _crook(town, f"NIGHT-{day}").buys(scan(f"2026-03-{day:02d} 22:40", "pocket", "max"))
    return Fraud("stamps after closing", ("hours",), "pocket")


def a_stack_of_cards_at_once(town: Town) -> Fraud:
    begin = at("2026-03-17 15:00")
    for number in range(18):
        crook = _crook(town, f"STACK-{number}")
        crook.buys(scan(begin + timedelta(seconds=4 * number), "annex"))
    return Fraud("a stack of cards at once", ("burst",), "annex")


def filled_in_one_go(town: Town) -> Fraud:
    card = _crook(town, "ONE-GO")
    card.buys(scan("2026-03-24 11:00"), 10)
    card.uses(scan("2026-03-24 17:00"))
    return Fraud("filled in one go and used", ("filled",), card.card)


def filled_in_two_halves(town: Town) -> Fraud:
    card = _crook(town, "HALVES")
    card.buys(scan("2026-03-10 11:00"), 5)
    card.buys(scan("2026-03-10 11:35"), 5)
    card.uses(scan("2026-03-10 11:40"))
    return Fraud("filled in two halves and used", ("filled",), card.card)


def always_the_most(town: Town) -> Fraud:
    card = _crook(town, "MOST")
    for day in ("03", "06", "11", "18", "25"):
        card.buys(scan(f"2026-03-{day} 16:20"), 10)
    return Fraud("always the most on one till", ("most",), card.card)


def undone_when_the_customer_is_gone(town: Town) -> Fraud:
    for day in range(2, 7):
        card = _crook(town, f"GONE-{day}")
        card.buys(scan(f"2026-03-0{day} 14:00", "window", "ned"))
        card.undoes(scan(f"2026-03-0{day} 14:13", "window", "ned"))
    return Fraud("undone when the customer is gone", ("undone_late",), "ned")


def a_reward_given_and_taken_back(town: Town) -> Fraud:
    friend = _crook(town, "FOREVER")
    friend.brings(9)
    for day in range(9, 14):
        friend.uses(scan(f"2026-03-{day:02d} 12:00", staff="rob"))
        friend.undoes(scan(f"2026-03-{day:02d} 12:05", staff="rob"))
    return Fraud("a reward given, and its use taken back", ("undone_late",), "rob")


def one_who_undoes_all_the_time(town: Town) -> Fraud:
    for number in range(24):
        card, day = _crook(town, f"UNDO-{number}"), 16 + number % 6
        card.buys(scan(f"2026-03-{day} 11:{number:02d}", "kiosk", "ivo"))
        if number % 2:
            card.undoes(scan(f"2026-03-{day} 11:{number + 1:02d}", "kiosk", "ivo"))
    return Fraud("one who undoes all the time", ("undone",), "ivo")


def refunds_out_of_nothing(town: Town) -> Fraud:
    for number in range(20):
        card, day = _crook(town, f"REFUND-{number}"), 23 + number % 6
        card.buys(scan(f"2026-03-{day} 10:{number:02d}", "hatch", "eva"))
        if number % 2:
            card.returns(scan(f"2026-03-{day} 17:{number:02d}", "hatch", "eva"))
    return Fraud("refunds out of nothing", ("refunds",), "eva")


def coupons_for_everybody(town: Town) -> Fraud:
    for number in range(20):
        card, day = _crook(town, f"COUPON-{number}"), 2 + number % 6
        card.buys(scan(f"2026-03-0{day} 09:{number:02d}", "garden", "tim"))
        if number % 2:
            card.is_given(scan(f"2026-03-0{day} 09:{number + 1:02d}", "garden", "tim"))
    return Fraud("coupons for everybody", ("grants",), "tim")


def the_same_friend_again_and_again(town: Town) -> Fraud:
    friend = _crook(town, "FRIEND")
    friend.buys(scan("2026-03-09 10:00"))
    for day in range(9, 13):
        friend.is_given(scan(f"2026-03-{day:02d} 10:01", staff="zoe"))
        friend.uses(scan(f"2026-03-{day:02d} 10:02", staff="zoe"), "coupon:present")
    return Fraud("gifts to the same friend again and again", ("presents",), friend.card)


def cards_that_never_bought(town: Town) -> Fraud:
    for number in range(4):
        card = _crook(town, f"NEVER-{number}")
        card.is_given(scan(f"2026-03-17 17:1{number}", "bar", "max"))
        card.uses(scan(f"2026-03-18 17:1{number}", "bar", "max"), "coupon:present")
    return Fraud("rewards on cards that never bought", ("unbought",), "bar")


def rewards_for_the_family(town: Town) -> Fraud:
    for number in range(14):
        card, day = _crook(town, f"FAMILY-{number}"), 23 + number % 6
        card.brings(9)
        card.uses(scan(f"2026-03-{day} 15:{number:02d}", "cellar", "pia"))
        card.buys(scan(f"2026-03-{day} 16:{number:02d}", "cellar", "pia"))
    return Fraud("rewards for the family", ("rewards",), "pia")


def a_phone_from_the_drawer(town: Town) -> Fraud:
    for number in range(5):
        card = _crook(town, f"DRAWER-{number}")
        made = at("2026-03-05 10:00") + timedelta(minutes=number)
        card.buys(scan(made, "drawer", sent=f"2026-03-10 10:0{number}"))
    return Fraud("a phone from the drawer", ("old",), "drawer")


def a_week_noted_at_home(town: Town) -> Fraud:
    card = _crook(town, "HOME")
    for day in range(16, 21):
        made = f"2026-03-{day} 12:30"
        card.buys(scan(made, "counter", sent=f"2026-03-21 09:0{day - 15}"))
    return Fraud("a week noted at home", ("backdated",), card.card)


def shown_without_network(town: Town) -> Fraud:
    card = _crook(town, "OFFLINE")
    card.buys(scan("2026-03-23 10:00"))
    given = [Noted(at(f"2026-03-2{day} 10:30"), card.card, "counter") for day in (4, 5)]
    return Fraud("a screenshot shown without network", ("given",), card.card, given)


def a_card_taken_over(town: Town) -> Fraud:
    """Somebody else's full card, replaced by a code on the cheat's phone."""
    full = _crook(town, "TAKEN")
    full.brings(9)
    full.buys(scan("2026-03-10 09:00"))
    full.uses(scan("2026-03-17 18:40", staff="max"))
    notice = replaced(at("2026-03-17 18:20"), full.card, staff="max")
    return Fraud("a card taken over and used", ("replaced",), full.card, [notice])


def cards_taken_over_one_by_one(town: Town) -> Fraud:
    cards = [_crook(town, f"SLEEPING-{number}").card for number in range(4)]
    times = [at(f"2026-03-0{day} 18:50") for day in (3, 4, 5, 6)]
    notices = [replaced(when, card, "pier") for when, card in zip(times, cards, strict=True)]
    return Fraud("cards taken over one by one", ("replacements",), "pier", notices)


FRAUDS: tuple[Callable[[Town], Fraud], ...] = (
    a_friend_stamped_at_every_cooldown,
    a_card_that_is_there_all_the_time,
    shared_by_two_who_never_fill_a_day,
    own_card_on_a_quiet_till,
    stamps_after_closing,
    a_stack_of_cards_at_once,
    filled_in_one_go,
    filled_in_two_halves,
    always_the_most,
    undone_when_the_customer_is_gone,
    a_reward_given_and_taken_back,
    one_who_undoes_all_the_time,
    refunds_out_of_nothing,
    coupons_for_everybody,
    the_same_friend_again_and_again,
    cards_that_never_bought,
    rewards_for_the_family,
    a_phone_from_the_drawer,
    a_week_noted_at_home,
    shown_without_network,
    a_card_taken_over,
    cards_taken_over_one_by_one,
)
