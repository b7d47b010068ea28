"""What ``poincon program new`` needs to know of a shop, read as people type it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias
from unicodedata import combining, normalize

from functions.terminal.asking import Unusable
from loyalty.chooser import SECTORS, Situation
from loyalty.language import Language, Words
from loyalty.program_file import is_mail
from loyalty.program_file.reader import Table, line
from loyalty.program_file.reading import Reading
from loyalty.program_file.shop import program_id

Size: TypeAlias = Literal["tpe", "pme"]
SIZES: tuple[Size, ...] = ("tpe", "pme")

LONGEST_NAME = 40
_LEAST_MINOR, _MOST_MINOR = 10, 2_000_000
_MOST_DAYS = 365
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_LONGEST_ID = 30
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_NAMELESS = "ma-boutique"
_YES = frozenset({"o", "oui", "y", "yes"})
_NO = frozenset({"n", "non", "no"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A shop as its owner describes it; ``basket_minor`` is an average purchase in cents.

    ``size`` decides whether it begins with one module beyond the model (D9).
    """

    language: Language
    sector: str
    name: str
    email: str
    basket_minor: int
    rhythm_days: int
    varied: bool | None = None
    size: Size = "tpe"

    @property
    def situation(self) -> Situation:
        """What a model is chosen by."""
        return Situation(
            sector=self.sector,
            basket_minor=self.basket_minor,
            rhythm_days=self.rhythm_days,
            varied=self.varied,
        )


def sector(text: str) -> str:
    """A kind of shop, by its name in the list; raises ``Unusable``."""
    wanted = text.strip().lower()
    if wanted in SECTORS:
        return wanted
    known = ", ".join(SECTORS)
    raise Unusable({"fr": f"au choix\u202f: {known}", "en": f"one of: {known}"})


def name(text: str) -> str:
    """A shop's name; raises ``Unusable``."""
    written = line(text, LONGEST_NAME)
    if written is None:
        raise Unusable(
            {
                "fr": f"de 1 à {LONGEST_NAME} caractères, sur une ligne",
                "en": f"1 to {LONGEST_NAME} characters on one line",
            }
        )
    return written


def email(text: str) -> str:
    """An address; raises ``Unusable``."""
    if not is_mail(text.strip()):
        raise Unusable(
            {"fr": "une adresse, comme nom@exemple.fr", "en": "an address, as in name@example.org"}
        )
    return text.strip()


def basket_minor(text: str) -> int:
    """An amount in euros, as in "4,50", "4.50" or "4,50 €", as cents; raises ``Unusable``."""
    why: Words = {
        "fr": "un montant en euros de 0,10 à 20\u202f000, comme 4,50",
        "en": "an amount in euros from 0.10 to 20,000, as in 4.50",
    }
    plain = "".join(text.replace("€", "").split()).replace(",", ".")
    minor = int(Decimal(plain) * 100) if _AMOUNT.fullmatch(plain) else 0
    if not _LEAST_MINOR <= minor <= _MOST_MINOR:
        raise Unusable(why)
    return minor


def rhythm_days(text: str) -> int:
    """Whole days between two visits; raises ``Unusable``."""
    written = text.strip()
    if written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= _MOST_DAYS:
        return int(written)
    raise Unusable(
        {
            "fr": f"un nombre entier de jours, de 1 à {_MOST_DAYS}",
            "en": f"a whole number of days from 1 to {_MOST_DAYS}",
        }
    )


def yes(text: str) -> bool:
    """A yes or a no; raises ``Unusable``."""
    said = text.strip().lower()
    if said in _YES | _NO:
        return said in _YES
    raise Unusable({"fr": "oui ou non", "en": "yes or no"})


def slug(shop_name: str) -> str:
    """The shop's name in addresses: lower-case letters and hyphens, none that pages have."""
    text = shop_name.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    plain = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    short = _NOT_IN_IDS.sub("-", plain).strip("-")[:_LONGEST_ID].strip("-") or _NAMELESS
    return short if _is_free(short) else f"{short}-fidelite"


def _is_free(id_: str) -> bool:
    reading = Reading()
    program_id(Table({"id": id_}, "", reading))
    return not reading.errors
