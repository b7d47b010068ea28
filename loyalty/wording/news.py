"""What an event says to the customer: on a lock screen, on the back of the pass (C2, C4, C5).

A phone shows a notice only where the text is another one than before, and only so much of it. So
a text never goes beyond ``LONGEST``, and one that would be said again says besides what the card
counts by now, which visit it is, or when it was. An undo cannot follow another.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from loyalty.calendar import local_date
from loyalty.card import Card, Lot
from loyalty.entry import Entry, Kind, reward_account
from loyalty.granting import CLUB_FEE, CLUB_TRIAL
from loyalty.language import Language, Words
from loyalty.messages import LONGEST, Event
from loyalty.news import (
    Bought,
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
from loyalty.wording.own_words import own_sentence
from loyalty.wording.rewards import WHENEVER, until
from loyalty.wording.sentences import said_of, sentence
from loyalty.wording.standing import next_sentence, plain_sentence

_UNDONE: Words = {"fr": "Passage annulé.", "en": "Visit undone."}
_NEW_CARD: Words = {"fr": "Une nouvelle carte commence.", "en": "A new card begins."}
_YOURS: Words = {"fr": "À vous", "en": "Yours"}
_MEMBERSHIP = (CLUB_FEE, CLUB_TRIAL)
_CUT = "…"

_Choice = tuple[str, str, str]
"""What happened, where the card stands, what was given on top; some of them empty."""


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
    choices, befores = telling.of(card, entry, news), _before(program, card, entry, now)
    told = _fitting(choices)
    again = told in [_fitting(telling.of(before, entry, news)) for before in befores]
    if entry.kind is Kind.REVERSE or not again:
        return told
    return _fitting(choices, telling.apart(card, befores, entry))


@dataclass(frozen=True, slots=True)
class _Telling:
    """To whom, in which language, when."""

    program: Program
    language: Language
    first_name: str
    now: datetime

    def standing(self, card: Card) -> list[_Choice]:
        """Where a card stands, nothing having happened: ways to say it, the fullest first."""
        return [*self._own(card, None), *(("", body, "") for body in self._stands(card))]

    def of(self, card: Card, entry: Entry, news: tuple[Happening, ...]) -> list[_Choice]:
        """Ways to say what happened: the shop's own message about a purchase before all others."""
        own = self._own(card, _event(self.program, card, news)) if entry.kind is Kind.EARN else []
        head, gift = self._head(entry, news[0]), self._gift(entry, news)
        bodies = self._bodies(card, entry, news[0])
        plain = [(head, body, end) for end in dict.fromkeys((gift, "")) for body in bodies]
        return [*own, *plain, *([(head, "", "")] if head else [])]

    def apart(self, card: Card, befores: list[Card], entry: Entry) -> str:
        """What tells a text from the same one before it."""
        counts = [holds.collected(self.program, of, self.language) for of in (card, *befores)]
        if counts[0] not in counts[1:]:
            return sentence(counts[0])
        if entry.kind is Kind.EARN and _is_new_visit(self.program, card, entry):
            this = visit(self.language)
            return f"{ordinal(entry.visit, this)} {this.name}."
        return self._when(entry)

    def _when(self, entry: Entry) -> str:
        """The day, and for what happened at a till the time."""
        day_at = day(local_date(entry.happened_at, self.program.time_zone), self.language)
        time_at = clock_time(entry.happened_at, self.program) if entry.till else ""
        if self.language == "fr":
            return f"Le {day_at} à {time_at}." if time_at else f"Le {day_at}."
        return f"On {day_at} at {time_at}." if time_at else f"On {day_at}."

    def _own(self, card: Card, event: Event | None) -> list[_Choice]:
        own = own_sentence(
            self.program, card, self.language, self.first_name, self.now, event=event
        )
        return [("", own, "")] if own else []

    def _head(self, entry: Entry, news: Happening) -> str:
        """What happened; nothing where it is enough to say where the card stands now."""
        program, language = self.program, self.language
        match news:
            case Rose(tier=tier):
                status = units.status(tier, language)
                return sentence(
                    f"vous voilà au {status}" if language == "fr" else f"{status} is yours"
                )
            case Handed():
                return sentence(history.handed(program, entry, language))
            case Given() | Returned() | Ended():
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
            return self._left(card, news) or self._stands(card)
        if entry.reason not in _MEMBERSHIP:
            return self._stands(card)
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

    def _stands(self, card: Card) -> list[str]:
        return [
            *self._all_waiting(card),
            plain_sentence(self.program, card, self.language),
            next_sentence(self.program, card, self.language),
            sentence(holds.collected(self.program, card, self.language)),
        ]

    def _all_waiting(self, card: Card) -> list[str]:
        """Several rewards that wait, each counted, as in "À vous : 2 cafés"."""
        ready = {reward_account(r.id): n for r, n in stamps.ready_rewards(self.program, card)}
        if sum(ready.values()) < 2:
            return []
        things = units.listed(self.program, ready, 1, self.language)
        ends = {waiting.ends for waiting in goals.earned(self.program, card)}
        when = until(ends.pop(), self.language) if len(ends) == 1 else ""
        head = f"{_YOURS[self.language]} {when}".strip()
        told = f"{said_of(head, things, self.language)}."
        return [told if when else f"{told} {WHENEVER[self.language]}"]


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


def _before(program: Program, card: Card, entry: Entry, now: datetime) -> list[Card]:
    """About the card that its latest entry found, as it may have been said.

    What had ended and was still on it was hidden by then, unless it is what ended last night.
    """
    held = {(lot.account, lot.expires_on): lot.units for lot in card.lots}
    for change in entry.changes:
        place = (change.account, change.expires_on)
        held[place] = held.get(place, 0) - change.units
    lots = (
        Lot(account=name, units=n, expires_on=ends) for (name, ends), n in held.items() if n > 0
    )
    came = entry.kind.is_visit and _is_new_visit(program, card, entry)
    found = replace(card, lots=tuple(lots), visits=card.visits - came)
    today = local_date(now, program.time_zone)
    return [found] if entry.kind is Kind.EXPIRE else [found, found.on(today)]


def _fitting(choices: list[_Choice], apart: str = "") -> str:
    """The first that a lock screen shows whole, with what tells it apart; else the last, cut."""
    for head, body, gift in choices:
        told = " ".join(part for part in (head, apart, body, gift) if part)
        if len(told) <= LONGEST:
            return told
    shortest = "".join(choices[-1])
    room = LONGEST - len(_CUT) - (len(apart) + 1 if apart else 0)
    return f"{shortest[:room].rstrip()}{_CUT} {apart}".strip()
