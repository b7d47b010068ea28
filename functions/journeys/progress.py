"""How far a card is, as its picture shows it: stamps, a gauge, or the shop's mark."""

from loyalty.card import Card
from loyalty.entry import CLUB, CREDIT, POINTS, Account, donation_account
from loyalty.offers import next_reward
from loyalty.program import Program
from loyalty.wording import stamps
from passes.content import GAUGE_STEPS, Progress


def progress(program: Program, card: Card) -> Progress:
    """How far the card, as it stands today, is: all stamps are drawn while their reward waits."""
    if program.stamps:
        places = stamps.needed(program, card)
        ready = sum(number for _, number in stamps.ready_rewards(program, card))
        if stamps.is_full(program, card):
            return Progress(filled=places, places=places, ready=ready)
        return Progress(filled=stamps.stamps_towards(program, card), places=places, ready=0)
    if program.points:
        return _gauge(program, card)
    lit = card.balance(_lights(program)) > 0
    return Progress(filled=int(lit), places=1, ready=0, style="mark")


def _gauge(program: Program, card: Card) -> Progress:
    """Towards the next reward; full when points buy the whole catalogue."""
    following = next_reward(program, card)
    held = card.balance(POINTS)
    steps = held * GAUGE_STEPS // following[1] if following else GAUGE_STEPS
    ready = 0 if following else 1
    return Progress(filled=steps, places=GAUGE_STEPS, ready=ready, style="gauge")


def _lights(program: Program) -> Account:
    """What lights the shop's mark: credit, a paid membership, something given to the cause."""
    if program.cashback:
        return CREDIT
    return (
        CLUB
        if program.club or not program.donation
        else donation_account(program.donation.cause_id)
    )
