"""What an event says to the customer: on a lock screen, on the back of the pass (C2, C4, C5).

A phone shows a notice only where the text is another one than before, and only so much of it. So
a text never goes beyond ``LONGEST``, and one that does not say how many there are by now of what
changed says besides what the card counts, which visit it is, or when it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import CLUB, COUPON, Entry, Kind, reward_account
from loyalty.granting import CLUB_FEE, CLUB_TRIAL
from loyalty.language import Language, Words
from loyalty.messages import LONGEST, Event
from loyalty.news import (
    Bought,
    Corrected,
    Ended,
    Given,
    Handed,
    Happening,
    Joined,
    Returned,
    Rose,
    Undone,
    happened,
)
from loyalty.nouns import ordinal
from loyalty.program import Program
from loyalty.wording import goals, history, holds, stamps, units
from loyalty.wording.gift_words import gift_sentence, left_sentence
from loyalty.wording.level_terms import visit
from loyalty.wording.money import clock_time, day
from loyalty.wording.moves import counted_change
from loyalty.wording.own_words import own_message
from loyalty.wording.rewards import YOURS, when
from loyalty.wording.sentences import said_of, sentence
from loyalty.wording.standing import next_sentence, plain_sentence

_UNDONE: Words = {"fr": "C’est annulé.", "en": "Undone."}
_NEW_CARD: Words = {"fr": "Une nouvelle carte commence.", "en": "A new card begins."}
_MEMBERSHIP = (CLUB_FEE, CLUB_TRIAL)
_CUT = "…"

_Choice = tuple[str, str, str, str]
"""What happened, what tells it apart, where the card stands, what was given; some are empty."""


def news_sentence(
    program: Program,
    card: Card,
    entry: Entry | None,
    language: Language,
    first_name: str = "",
    *,
    now: datetime,
) -> str:
    """What the card's latest entry says to whoever holds it; ``None``: the card is new.

    ``card`` is as it stands today. What nobody is told of, and what happened longer ago than a
    customer stays active, says where the card stands.
    """
    telling = _Telling(program, language, first_name, now)
    news = happened(program, card, entry)
    if entry is None or not news or now - entry.recorded_at > timedelta(days=program.active_days):
        return _fitting(telling.standing(card))
    return _fitting(telling.of(card, entry, news))


@dataclass(frozen=True, slots=True)
class _Telling:
    """To whom, in which language, when."""

    program: Program
    language: Language
    first_name: str
    now: datetime

    def standing(self, card: Card) -> list[_Choice]:
        """Where a card stands, nothing having happened: ways to say it, the fullest first."""
        own = self._own(card, None)
        bodies = [own[0]] if own else []
        return [("", "", body, "") for body in [*bodies, *self._stands(card)]]

    def of(self, card: Card, entry: Entry, news: tuple[Happening, ...]) -> list[_Choice]:
        """Ways to say what happened: the shop's own message about a purchase before all others."""
        head, gift = self._head(entry, news[0]), self._gift(entry, news)
        apart, signs = self._apart(card, entry), self._signs(card, entry)
        plain = [
            (head, "" if any(sign in body for sign in signs) else apart, body, end)
            for end in dict.fromkeys((gift, ""))
            for body in self._bodies(card, entry, news[0])
        ]
        shortest = [(head, apart, "", "")] if head else []
        own = self._own(card, _event(self.program, card, news)) if entry.kind is Kind.EARN else None
        if own is None:
            return [*plain, *shortest]
        text, counts = own
        is_apart = counts and counted_change(self.program, entry)
        return [("", "" if is_apart else apart, text, ""), *plain, *shortest]

    def _signs(self, card: Card, entry: Entry) -> list[str]:
        """What says how many there are by now of what the entry changed."""
        counted = counted_change(self.program, entry)
        signs = [holds.collected(self.program, card, self.language)] if counted else []
        return [*signs, *(self._waiting(card) if entry.rewards else [])]

    def _apart(self, card: Card, entry: Entry) -> str:
        """What tells a text from one before it: the count, which visit it is, or when it was."""
        if counted_change(self.program, entry) and goals.held(self.program, card):
            says = holds.collected if entry.kind is Kind.EARN else holds.owned
            return sentence(says(self.program, card, self.language))
        if entry.kind is Kind.EARN and _is_new_visit(self.program, card, entry):
            this = visit(self.language)
            return f"{ordinal(entry.visit, this)} {this.name}."
        return "" if _is_once(self.program, card, entry) else self._when(entry)

    def _when(self, entry: Entry) -> str:
        """The day, and for what happened at a till the time."""
        day_at = day(local_date(entry.happened_at, self.program.time_zone), self.language)
        time_at = clock_time(entry.happened_at, self.program) if entry.till else ""
        if self.language == "fr":
            return f"Le {day_at} à {time_at}." if time_at else f"Le {day_at}."
        return f"On {day_at} at {time_at}." if time_at else f"On {day_at}."

    def _own(self, card: Card, event: Event | None) -> tuple[str, bool] | None:
        return own_message(
            self.program, card, self.language, self.first_name, self.now, event=event
        )

    def _head(self, entry: Entry, news: Happening) -> str:
        """What happened; nothing where it is enough to say where the card stands now."""
        program, language = self.program, self.language
        match news:
            case Rose(tier=tier):
                return sentence(units.risen(tier, language))
            case Handed():
                return sentence(history.handed(program, entry, language))
            case Given() | Returned() | Corrected() | Ended():
                is_fee = entry.reason in _MEMBERSHIP
                return "" if is_fee else sentence(history.history_line(program, entry, language))
            case Undone():
                return _UNDONE[language]
            case _:
                return _nothing(news)

    def _gift(self, entry: Entry, news: tuple[Happening, ...]) -> str:
        """What came with a purchase on top."""
        given = [each for each in news if isinstance(each, Given) and entry.kind is Kind.EARN]
        return " ".join(gift_sentence(self.program, each, self.language) for each in given)

    def _bodies(self, card: Card, entry: Entry, news: Happening) -> list[str]:
        """Where that leaves the card, the fullest first."""
        if isinstance(news, Handed):
            return self._left(card, news) or self._stands(card, follows=True)
        if entry.reason not in _MEMBERSHIP:
            return self._stands(card, follows=entry.kind is not Kind.EARN)
        member = sentence(holds.membership(card, self.language))
        is_all = self.program.model == "club"
        rest = [next_sentence(self.program, card, self.language)] if is_all else self._stands(card)
        return [*(f"{member} {told}" for told in rest), member]

    def _left(self, card: Card, handed: Handed) -> list[str]:
        """What can be used again, or that stamps begin anew; nothing where neither is so."""
        program, language, rule = self.program, self.language, self.program.stamps
        if left := left_sentence(program, card, handed, language):
            return [f"{left} {next_sentence(program, card, language)}", left]
        if held := card.balance(handed.account):
            return [f"Il en reste {held}." if language == "fr" else f"{held} left."]
        is_round = rule is not None and handed.account == reward_account(rule.reward)
        begins = is_round and not goals.held(program, card) and not goals.earned(program, card)
        return [_NEW_CARD[language]] if begins else []

    def _stands(self, card: Card, *, follows: bool = False) -> list[str]:
        """``follows``: what happened is said before it."""
        program, language = self.program, self.language
        ahead = next_sentence(program, card, language)
        plain = plain_sentence(program, card, language, follows=follows)
        count = sentence(holds.collected(program, card, language))
        is_guest = program.model == "club" and not card.balance(CLUB)
        if is_guest and not goals.vouchers(program, card):
            return [ahead]
        return [*self._waiting(card), plain, ahead, count]

    def _waiting(self, card: Card) -> list[str]:
        """The rewards that wait, several of them counted, as in "À vous : 2 cafés"."""
        ready = {reward_account(r.id): n for r, n in stamps.ready_rewards(self.program, card)}
        if sum(ready.values()) < 2:
            return [next_sentence(self.program, card, self.language)] if ready else []
        things = units.listed(self.program, ready, 1, self.language)
        told = f"{said_of(YOURS[self.language], things, self.language)}."
        until_when = when(card.last_days(*ready), self.language)
        return [f"{told} {sentence(until_when)}" if until_when else told]


def _nothing(_: Joined | Bought) -> str:
    """Where the card stands says it all."""
    return ""


def _event(program: Program, card: Card, news: tuple[Happening, ...]) -> Event:
    """Which of the shop's messages fits a purchase."""
    rose = any(isinstance(each, Rose) for each in news)
    return "tier" if rose else goals.event(program, card)


def _is_new_visit(program: Program, card: Card, entry: Entry) -> bool:
    """Whether nothing else happened on the card within a cooldown of it."""
    apart = timedelta(minutes=program.limits.cooldown_minutes)
    others = (moment.at for moment in card.recent if moment.at != entry.happened_at)
    return all(abs(at - entry.happened_at) >= apart for at in others)


def _is_once(program: Program, card: Card, entry: Entry) -> bool:
    """Whether the same cannot be said next.

    An undo cannot follow another, a membership says until when, and of what is handed over one
    less waits: only of a coupon beside other things that wait that does not show.
    """
    if entry.kind is not Kind.REDEEM:
        return entry.kind is Kind.REVERSE or entry.reason in _MEMBERSHIP
    is_coupon = (entry.given or "").startswith(COUPON)
    return not (is_coupon and (goals.earned(program, card) or goals.vouchers(program, card)))


def _fitting(choices: list[_Choice]) -> str:
    """The first that a lock screen shows whole; else the last, cut."""
    for choice in choices:
        told = " ".join(part for part in choice if part)
        if len(told) <= LONGEST:
            return told
    head, apart, body, _ = choices[-1]
    room = LONGEST - len(_CUT) - (len(apart) + 1 if apart else 0)
    return f"{(head or body)[:room].rstrip()}{_CUT} {apart}".strip()
