"""Stamps as they are shown: how many, of how many."""

from loyalty import promises
from loyalty.card import Card
from loyalty.entry import STAMPS, reward_account
from loyalty.language import Language
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.rewards import Reward


def stamp(language: Language) -> Noun:
    """What one of them is called."""
    return Noun("tampon", False, "fr") if language == "fr" else Noun("stamp", False, "en")


def needed(program: Program, card: Card) -> int:
    """The threshold as this card was promised it; 0 for a program without stamps."""
    rule = promises.stamp_rule(program, card)
    return rule.threshold if rule else 0


def stamps_towards(program: Program, card: Card) -> int:
    """Stamps as they are shown: at most one less than needed, whatever the card holds.

    A card may hold more than a threshold that was lowered: its next stamp completes it.
    """
    return min(card.balance(STAMPS), max(0, needed(program, card) - 1))


def is_full(program: Program, card: Card) -> bool:
    """Whether every place is drawn punched: a reward waits, and not one of the way there."""
    rule = promises.stamp_rule(program, card)
    on_the_way = {step.reward for step in rule.ladder} if rule else set()
    waiting = {reward.id for reward, _ in ready_rewards(program, card)}
    return rule is not None and bool(waiting - on_the_way)


def count(program: Program, card: Card) -> str:
    """As in "8/9": stamps held and needed; full while the reward is ready, "–" without stamps."""
    goal = needed(program, card)
    if not goal:
        return "–"
    return f"{goal if is_full(program, card) else stamps_towards(program, card)}/{goal}"


def ready_rewards(program: Program, card: Card) -> list[tuple[Reward, int]]:
    """Rewards that the card has earned, with how many of each."""
    held = ((reward, card.balance(reward_account(reward.id))) for reward in program.rewards)
    return [(reward, number) for reward, number in held if number]
