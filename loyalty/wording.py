"""What the rules say in words, in each language: decided once, here.

The rule sentence of pages, pass and staff script; the sentence that a lock screen shows; the
line that the till reads out. Written for ears first: numbers before words, nothing to work out.
"""

from datetime import datetime

from loyalty.card import Card
from loyalty.entry import STAMPS, Entry, Kind, reward_account
from loyalty.nouns import Noun, ordinal
from loyalty.program import Language, Program, Reward

_VISIT = Noun("visite", True, "fr"), Noun("visit", False, "en")
_STAMP = Noun("tampon", False, "fr"), Noun("stamp", False, "en")


def rule_sentence(program: Program, language: Language) -> str:
    """How the program works, to be grasped in five seconds (M1)."""
    rule = program.stamps
    bought, given = _item(program, language), _gift(program, language)
    if bought == given:
        nth = ordinal(rule.threshold + 1, bought)
        if language == "fr":
            article = "La" if bought.feminine else "Le"
            return f"{article} {nth} {bought.name} est {bought.agree('offert')}."
        return f"Your {nth} {bought.name} is free."
    if language == "fr":
        return (
            f"Après {bought.counted(rule.threshold)}, {given.definite} est {given.agree('offert')}."
        )
    return f"After {bought.counted(rule.threshold)}, {given.definite} is free."


def standing_sentence(program: Program, card: Card, language: Language) -> str:
    """Where the card stands: the sentence for lock screen, web card and customer (C2, C4)."""
    ready = ready_rewards(program, card)
    if ready:
        return ready_sentence(program, ready[0][0], language)
    held = stamps_towards(program, card)
    if not held:
        return rule_sentence(program, language)
    stamps = _STAMP[language == "en"].counted(held)
    return f"{stamps}. {next_sentence(program, card, language)}"


def next_sentence(program: Program, card: Card, language: Language) -> str:
    """What is still missing, for where the stamps are already counted."""
    ready = ready_rewards(program, card)
    if ready:
        return ready_sentence(program, ready[0][0], language)
    left = program.stamps.threshold - stamps_towards(program, card)
    gift = _gift(program, language)
    if language == "fr":
        return f"Encore {left} et {gift.definite} est {gift.agree('offert')}."
    return f"{left} more and {gift.definite} is on us."


def ready_sentence(program: Program, reward: Reward, language: Language) -> str:
    """A reward waits, and nothing presses."""
    gift = Noun.of(reward.item[language], language)
    if language == "fr":
        return f"Votre {gift.name} est {gift.agree('offert')}. Quand vous voulez."
    return f"Your {gift.name} is on us. Whenever you like."


def offer(reward: Reward, language: Language) -> str:
    """What is pressed at the till to give a reward."""
    gift = Noun.of(reward.item[language], language)
    return f"Offrir {gift.definite}" if language == "fr" else f"Give {gift.definite}"


def count(program: Program, card: Card) -> str:
    """As in "8/9": stamps held and needed; full while a reward is ready."""
    needed = program.stamps.threshold
    return f"{needed if ready_rewards(program, card) else stamps_towards(program, card)}/{needed}"


def stamps_towards(program: Program, card: Card) -> int:
    """Stamps as they are shown: at most one less than needed, whatever the card holds.

    A card may hold more than a threshold that was lowered: its next stamp completes it.
    """
    return min(card.balance(STAMPS), program.stamps.threshold - 1)


def till_headline(program: Program, card: Card, name: str | None, language: Language) -> str:
    """As in "Paul · 8e visite · 8 sur 9": read at a glance, a metre away (C25)."""
    held, needed = count(program, card).split("/")
    visit = _VISIT[language == "en"]
    parts = [name] if name else []
    if card.visits:
        parts.append(f"{ordinal(card.visits, visit)} {visit.name}")
    parts.append(f"{held} sur {needed}" if language == "fr" else f"{held} of {needed}")
    return " · ".join(parts)


def till_says(program: Program, card: Card, entry: Entry | None, language: Language) -> str:
    """What the staff can say after an entry; without one, where the card stands."""
    if entry is None or entry.kind is Kind.EARN:
        return standing_sentence(program, card, language)
    if entry.kind is Kind.REVERSE:
        return "Annulé. Rien n’est perdu." if language == "fr" else "Undone. Nothing is lost."
    used = next(iter(entry.rewards))
    gift = Noun.of(program.reward(used).item[language], language)
    thing = gift.name[0].upper() + gift.name[1:]
    return f"{thing} {gift.agree('offert')}." if language == "fr" else f"{thing} given."


def history_line(program: Program, entry: Entry, language: Language) -> str:
    """One past entry as the member reads it."""
    if entry.kind is Kind.REDEEM:
        gift = Noun.of(program.reward(next(iter(entry.rewards))).item[language], language)
        return f"{gift.name} {gift.agree('offert')}" if language == "fr" else f"{gift.name} given"
    stamps = _STAMP[language == "en"].counted(entry.units)
    if entry.kind is Kind.REVERSE:
        return "annulation" if language == "fr" else "undone"
    return f"+ {stamps}"


def ready_rewards(program: Program, card: Card) -> list[tuple[Reward, int]]:
    """Rewards that the card holds, with how many of each."""
    held = ((reward, card.balance(reward_account(reward.id))) for reward in program.rewards)
    return [(reward, number) for reward, number in held if number]


def clock_time(instant: datetime, program: Program) -> str:
    """As in "10:32" on the shop's wall."""
    return instant.astimezone(program.time_zone).strftime("%H:%M")


def _item(program: Program, language: Language) -> Noun:
    return Noun.of(program.stamps.item[language], language)


def _gift(program: Program, language: Language) -> Noun:
    return Noun.of(program.reward(program.stamps.reward).item[language], language)
