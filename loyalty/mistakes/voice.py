"""How a finding is said: both languages side by side, typed plainly, set properly.

Sentences are written with ordinary spaces; French gets its narrow no-break ones here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from loyalty.language import Language, Words
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.viability.cost import LEAST, MOST
from loyalty.wording import money
from loyalty.wording.sentences import joined

_TIGHT = re.compile(r" (?=[:;?!»%€])|(?<=«) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A language, and the currency of the program that is spoken of."""

    language: Language
    currency: str

    def __call__(self, *, fr: str, en: str) -> str:
        """The one of both that is asked for."""
        return _TIGHT.sub(money.NARROW, fr) if self.language == "fr" else en

    def spoken(self, program: Program) -> Language:
        """The language of the program's own words: the voice's, where the program has it."""
        return self.language if self.language in program.languages else program.language

    def words(self, words: Words) -> str:
        """The same for words that are kept as data."""
        return self(fr=words["fr"], en=words["en"])

    def money(self, minor: int | Fraction) -> str:
        """As in "2,25 €": whole cents, what is over left out."""
        return money.money(int(minor), self.currency, self.language)

    def number(self, number: int) -> str:
        """As in "2 000"."""
        return money.number(number, self.language)

    def percent(self, rate: Fraction, most: Fraction = MOST) -> str:
        """As in "2,2 %": to the nearest tenth, but never to the other side of the band's ends."""
        tenths = round(rate * 1000)
        if rate > most:
            tenths = max(tenths, most * 1000 // 1 + 1)
        if rate < LEAST:
            tenths = min(tenths, LEAST * 1000 // 1 - 1)
        sign = "\u2212" if tenths < 0 else ""
        text = sign + money.decimal(Fraction(abs(tenths), 10), 1, self.language)
        return self(fr=f"{text} %", en=f"{text}%")

    def count(self, count: int, *, fr: str, en: str) -> str:
        """As in "3 visites": ``fr`` and ``en`` name one of them, with its article."""
        return money.counted(count, Noun.of(self(fr=fr, en=en), self.language))

    def count_of(self, count: int, one: Words) -> str:
        """The same, named by words that are kept as data."""
        return self.count(count, fr=one["fr"], en=one["en"])

    def quote(self, text: str) -> str:
        """In quotation marks."""
        return self(fr=f"« {text} »", en=f"“{text}”")

    def list(self, parts: Sequence[str]) -> str:
        """As in "a, b et c"."""
        return joined(parts, self.language)


def voice_of(program: Program, language: Language) -> Voice:
    """A voice for that program."""
    return Voice(language=language, currency=program.currency)
