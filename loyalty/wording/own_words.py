"""The shop's own messages: which one a card gets, with its variables filled (C2, C4, C5, C7).

A message that says something which this card does not have, or whose first name cannot be left
out where nobody knows it, is passed over.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.gifts.segments import EVERYONE, belongs
from loyalty.language import LANGUAGES, Language
from loyalty.messages import VARIABLES, Event, Message
from loyalty.program import Program
from loyalty.wording import goals, holds
from loyalty.wording.rewards import definite
from loyalty.wording.sentences import capital
from loyalty.wording.units import said

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_NAME = rf"\{{(?:{'|'.join(VARIABLES[language][0] for language in LANGUAGES)})\}}"
_ONE = re.compile(r"\bque 1(?= (?:tampon|point)\b)")
_GREETING = (
    "Bonjour|Bonsoir|Bienvenue|Bravo|Félicitations|Merci"
    "|Congratulations|Hello|Thank you|Thanks|Welcome|Well done"
)
_NAME_FIRST = re.compile(rf"^{_NAME}\s*[,:!.]\s*")
_NAME_APART = re.compile(rf",\s*{_NAME}|\b({_GREETING})\s+{_NAME}")


def own_sentence(
    program: Program,
    card: Card,
    language: Language,
    first_name: str,
    now: datetime | None,
    *,
    event: Event | None = None,
) -> str | None:
    """The text of ``own_message``."""
    own = own_message(program, card, language, first_name, now, event=event)
    return own[0] if own else None


def own_message(
    program: Program,
    card: Card,
    language: Language,
    first_name: str,
    now: datetime | None,
    *,
    event: Event | None = None,
) -> tuple[str, bool] | None:
    """The first message for an event and the card's segment; ``None``: the shop has none.

    And whether it says how much the card has, what it lacks, or its new tier. Without ``event``
    it is the one that fits where the card stands.
    """
    event = event or goals.event(program, card)
    values = _values(program, card, language, first_name)
    for message in program.messages:
        if message.on == event and _is_for(message, program, card, now):
            text = message.text[language]
            filled = _filled(text if first_name else without_name(text), values)
            if filled is not None:
                return filled, _counts(message, text, language)
    return None


def without_name(text: str) -> str:
    """A message without its first name: "{prénom}, plus que 2" is "Plus que 2"."""
    shorter = _NAME_FIRST.sub("", text)
    plain = _NAME_APART.sub(lambda found: found[1] or "", shorter)
    return plain if shorter == text else capital(plain)


def _counts(message: Message, text: str, language: Language) -> bool:
    _, has, lacks, _, tier = VARIABLES[language]
    counting = {has, lacks, tier} if message.on == "tier" else {has, lacks}
    return not counting.isdisjoint(_VARIABLE.findall(text))


def _is_for(message: Message, program: Program, card: Card, now: datetime | None) -> bool:
    if now is None:
        return message.to == EVERYONE
    return belongs(message.to, card, now, program.active_days)


def _values(program: Program, card: Card, language: Language, first_name: str) -> Mapping[str, str]:
    """What each variable says on this card; those that say nothing are left out."""
    waiting = [*goals.earned(program, card), *goals.vouchers(program, card)]
    ready = [thing.reward for thing in waiting]
    ready += [reward for reward, _ in goals.affordable(program, card)]
    goal = None if ready else goals.next_goal(program, card)
    rewards = [*ready, *([goal.reward] if goal else [])]
    account = counted_account(program)
    texts = (
        first_name,
        holds.collected(program, card, language),
        said(program, account, goal.left, language) if goal and account else "",
        definite(rewards[0], language) if rewards else "",
        holds.tier_name(program, card, language),
    )
    return {name: text for name, text in zip(VARIABLES[language], texts, strict=True) if text}


def _filled(text: str, values: Mapping[str, str]) -> str | None:
    """The message, capital first; ``None`` where one of its variables says nothing."""
    if any(name not in values for name in _VARIABLE.findall(text)):
        return None
    return capital(_ONE.sub("qu’un", _VARIABLE.sub(lambda found: values[found[1]], text)))
