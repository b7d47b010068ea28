"""Signals in words: what was seen, the evidence, and one thing to do. Nobody is accused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from loyalty.entry import CardId
from loyalty.language import Language, Words
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.report_words import day_label
from loyalty.signals.signal import Key, Names, Signal
from loyalty.wording.money import NARROW, clock_time, counted, number
from loyalty.wording.signal_texts import ADVICE, AGAINST, COMPARED, COUNTS, TITLES
from loyalty.wording.stamps import stamp

_MORE: Words = {"fr": "et {n} autres sur votre page", "en": "and {n} more on your page"}
_ONE_MORE: Words = {"fr": "et 1 autre sur votre page", "en": "and 1 more on your page"}
_TILL: Words = {"fr": "caisse", "en": "till"}
_TILLS: Words = {"fr": "caisses", "en": "tills"}
_GONE: Words = {"fr": "une caisse qui n’existe plus", "en": "a till that is gone"}
_NAMELESS: Words = {"fr": "une caisse sans nom", "en": "a till without a name"}
_SOMEBODY: Words = {"fr": "une personne qui n’est plus là", "en": "somebody who has left"}
_CARD: Words = {"fr": "carte", "en": "card"}
_CARDS: Words = {"fr": "cartes", "en": "cards"}
_PIN_OF: Words = {"fr": "code de", "en": "PIN of"}
_PURCHASES: dict[Language, Noun] = {
    "fr": Noun("achat", False, "fr"),
    "en": Noun("purchase", False, "en"),
}
_ERASED: Words = {"fr": "effacée", "en": "deleted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A signal as it is shown: ``evidence`` are short lines, the count first."""

    key: Key
    title: str
    evidence: tuple[str, ...]
    advice: str

    @property
    def line(self) -> str:
        """All of it but the advice, on one line."""
        return " · ".join([self.title, *self.evidence])


def said(program: Program, signal: Signal, names: Names, language: Language) -> Said:
    """One signal, in that language."""
    evidence = (
        _counted(program, signal, language),
        _when(program, signal, language),
        *_who(signal, names, language),
    )
    return Said(
        key=signal.key,
        title=TITLES[signal.key][language],
        evidence=evidence,
        advice=ADVICE[signal.key][language],
    )


def more(count: int, language: Language) -> str:
    """That there are so many more than are told here."""
    words = _ONE_MORE if count == 1 else _MORE
    return words[language].format(n=number(count, language))


def _counted(program: Program, signal: Signal, language: Language) -> str:
    one, _, many = COUNTS[signal.key][language].partition("|")
    text = one if signal.count == 1 or not many else many
    if signal.key in COMPARED and signal.of:
        text += AGAINST[language]
    return text.format(
        n=number(signal.count, language),
        of=number(signal.of, language),
        bought=_bought(program, signal, language),
    )


def _bought(program: Program, signal: Signal, language: Language) -> str:
    """As in "10 tampons"; purchases where a stamp does not stand for an item."""
    if program.stamps and not program.stamps.spend_minor:
        return counted(signal.count, stamp(language))
    return counted(signal.of, _PURCHASES[language])


def _when(program: Program, signal: Signal, language: Language) -> str:
    """As in "mar. 3, 10:12" or "mar. 3, 10:12 – ven. 6, 18:40"."""
    first, last = (_moment(program, at, language) for at in (signal.first, signal.last))
    if first == last:
        return first
    if (same := _day(program, signal.first, language)) == _day(program, signal.last, language):
        last = last.removeprefix(f"{same}, ")
    return f"{first} – {last}"


def _moment(program: Program, at: datetime, language: Language) -> str:
    return f"{_day(program, at, language)}, {clock_time(at, program)}"


def _day(program: Program, at: datetime, language: Language) -> str:
    return day_label(at.astimezone(program.time_zone).date(), language)


def _who(signal: Signal, names: Names, language: Language) -> Iterator[str]:
    if signal.tills:
        tills = [
            names.tills.get(till, _GONE[language]) or _NAMELESS[language] for till in signal.tills
        ]
        yield _listed(_TILL if len(tills) == 1 else _TILLS, tills, language)
    if signal.staff:
        staff = [names.staff.get(one) or _SOMEBODY[language] for one in signal.staff]
        yield _listed(_PIN_OF, staff, language)
    if signal.cards:
        cards = [_card(names, card) or _ERASED[language] for card in signal.cards]
        yield _listed(_CARD if len(cards) == 1 else _CARDS, cards, language)


def _card(names: Names, card: CardId) -> str:
    """As in "Ada (7K3M-9QXT)"; the code alone without a name."""
    name, code = names.people.get(card), names.cards.get(card, "")
    return f"{name} ({code})" if name else code


def _listed(what: Words, names: list[str], language: Language) -> str:
    colon = f"{NARROW}: " if language == "fr" else ": "
    return what[language] + colon + ", ".join(names)
