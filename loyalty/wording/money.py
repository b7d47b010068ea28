"""Numbers, amounts, days and times as each language writes them.

French parts thousands, and puts a unit after its number, with the narrow no-break space.
"""

from datetime import date, datetime
from fractions import Fraction

from loyalty.language import Language, Words
from loyalty.nouns import Noun
from loyalty.program import Program

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_MARK: Words = {"fr": ",", "en": "."}
_DAY: Words = {"fr": "%d/%m/%Y", "en": "%d/%m/%Y"}
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_MINOR_UNITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 1),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 1),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 1000),
}
"""Of one unit of those currencies; any other has 100."""


def number(value: int, language: Language) -> str:
    """A whole number with its thousands parted: "1 234" (narrow space) or "1,234"."""
    return f"{value:,}".replace(",", NARROW) if language == "fr" else f"{value:,}"


def decimal(value: Fraction, places: int, language: Language) -> str:
    """So many decimals, rounded; none where they would all be 0. Never below 0."""
    whole, rest = divmod(round(value * 10**places), 10**places)
    decimals = f"{_MARK[language]}{rest:0{places}d}" if rest else ""
    return number(whole, language) + decimals


def percent(value: int, language: Language) -> str:
    """As in "5 %" or "5%"."""
    return f"{value}{NARROW}%" if language == "fr" else f"{value}%"


def unit_minor(currency: str) -> int:
    """How many minor units make one of that currency: 100 cents a euro, 1 for the CFA franc."""
    return _MINOR_UNITS.get(currency, 100)


def money(minor: int, currency: str, language: Language) -> str:
    """As in "1 234,50 €" or "€1,234.50"; a whole amount has no decimals: "30 €"."""
    unit = unit_minor(currency)
    text = decimal(Fraction(minor, unit), len(str(unit)) - 1, language)
    if language == "fr":
        return f"{text}{NARROW}{_SYMBOLS.get(currency, currency)}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol else f"{currency}{NO_BREAK}{text}"


def round_money(minor: Fraction, currency: str, language: Language) -> str:
    """An amount to be reached, rounded up to a whole unit: never less than what is needed."""
    unit = unit_minor(currency)
    return money(-(-minor // unit) * unit, currency, language)


def counted(count: int, noun: Noun) -> str:
    """As in "1 212 passages", "1 visit"."""
    return f"{number(count, noun.language)} {noun.of_so_many(count)}"


def days(count: int, language: Language) -> str:
    """As in "30 jours"."""
    return counted(count, Noun("jour" if language == "fr" else "day", False, language))


def months(count: int, language: Language) -> str:
    """As in "12 mois"."""
    return counted(count, Noun("mois" if language == "fr" else "month", False, language))


def day(of: date, language: Language) -> str:
    """As in "30/11/2027"."""
    return f"{of:{_DAY[language]}}"


def clock_time(instant: datetime, program: Program) -> str:
    """As in "10:32" on the shop's wall."""
    return instant.astimezone(program.time_zone).strftime("%H:%M")
