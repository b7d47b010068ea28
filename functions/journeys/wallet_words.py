"""What a wallet waits for, in words: for members, and for the owner who can mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.journeys.renewal import days_left
from functions.journeys.tell_wallets import channels
from functions.ports import Services, WalletChannel
from functions.ports.outside import EXPIRED, INSECURE, MISSING, REFUSED
from functions.records import Wallet
from loyalty.calendar import local_date
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.report_words import day_words

CLOSED = (EXPIRED, REFUSED, INSECURE)
"""Nothing can be fetched for the wallet while it waits for one of these."""

_NOT_NOW: Words = {
    "fr": "Cette carte ne peut pas être ajoutée à l’iPhone en ce moment. Cette page fait tout, et "
    "une carte déjà dans l’iPhone se scanne comme avant.",
    "en": "This card cannot be added to an iPhone at the moment. This page does it all, and a card "
    "that is in an iPhone already is scanned as before.",
}
_MEMBER: dict[str, Words] = {
    MISSING: {
        "fr": "La carte pour iPhone attend le certificat Apple de la boutique. "
        "En attendant, cette page fait tout.",
        "en": "The iPhone card is waiting for the shop’s Apple certificate. "
        "Until then this page does it all.",
    },
    EXPIRED: _NOT_NOW,
    REFUSED: _NOT_NOW,
    INSECURE: _NOT_NOW,
    "google-account-missing": {
        "fr": "La carte pour Android attend le compte Google Wallet de la boutique\u202f: "
        "Google la refusera. En attendant, cette page fait tout.",
        "en": "The Android card is waiting for the shop’s Google Wallet account: "
        "Google will refuse it. Until then this page does it all.",
    },
}
_OWNER: dict[str, Words] = {
    MISSING: {
        "fr": "Apple Wallet attend le certificat de la boutique\u202f: la personne qui gère ce "
        "serveur a la marche à suivre. En attendant, les cartes en ligne fonctionnent.",
        "en": "Apple Wallet is waiting for your certificate: whoever runs this server has the "
        "steps. Cards online work.",
    },
    EXPIRED: {
        "fr": "{paper} a expiré le {day}. {cure}. D’ici là, les cartes déjà dans les iPhone se "
        "scannent toujours mais ne changent plus, et aucune nouvelle ne peut y être ajoutée.",
        "en": "{paper} ended on {day}. {cure}. Until then cards that are in iPhones are still "
        "scanned but no longer change, and no new one can be added.",
    },
    REFUSED: {
        "fr": "Le certificat Apple de la boutique ne peut pas servir\u202f: la personne qui gère "
        "ce serveur apprendra pourquoi par «\u202fpoincon doctor apple\u202f». "
        "D’ici là, les cartes déjà dans les iPhone se scannent toujours mais ne changent plus, et "
        "aucune nouvelle ne peut y être ajoutée.",
        "en": "The shop’s Apple certificate cannot be used: whoever runs this server learns why "
        "from poincon doctor apple. Until then cards that are in iPhones are still "
        "scanned but no longer change, and no new one can be added.",
    },
    INSECURE: {
        "fr": "L’adresse de vos cartes n’est pas sécurisée (https)\u202f: une carte prise ici ne "
        "changerait jamais dans un iPhone, et aucune ne peut donc y être ajoutée. La personne qui "
        "gère ce serveur a la marche à suivre pour en changer (POINCON_URL). Les cartes en ligne "
        "fonctionnent.",
        "en": "The address of your cards is not secure (https): a card from here would never "
        "change in an iPhone, so none can be added. Whoever runs this server has the "
        "steps to change it (POINCON_URL). Cards online work.",
    },
    "google-account-missing": {
        "fr": "Google Wallet attend le compte de la boutique\u202f: la personne qui gère ce "
        "serveur a la marche à suivre. En attendant, les cartes en ligne fonctionnent.",
        "en": "Google Wallet is waiting for your issuer account: whoever runs this server has "
        "the steps. Cards online work.",
    },
}
_TO_TRY: Words = {
    "fr": "Celle-ci est un essai\u202f: un iPhone la refusera.",
    "en": "This one is a trial: an iPhone will refuse it.",
}
_READY: dict[Wallet, Words] = {
    "apple": {"fr": "Apple Wallet est en service.", "en": "Apple Wallet is in service."},
    "google": {"fr": "Google Wallet est en service.", "en": "Google Wallet is in service."},
}
_ENDS: Words = {
    "fr": "{paper} expire {left}, le {day}. {cure} d’ici là. Sinon, les "
    "cartes déjà dans les iPhone se scanneront toujours mais ne changeront plus, et aucune "
    "nouvelle ne pourra y être ajoutée.",
    "en": "{paper} ends {left}, on {day}. {cure} before then. Otherwise cards that "
    "are in iPhones will still be scanned but no longer change, and no new one can be added.",
}
_PAPERS: dict[str, Words] = {
    "certificate": {
        "fr": "Le certificat Apple de la boutique",
        "en": "The shop’s Apple certificate",
    },
    "intermediate": {
        "fr": "Le certificat d’Apple dont dépend celui de la boutique",
        "en": "Apple’s own certificate, on which the shop’s depends,",
    },
}
_CURES: dict[str, Words] = {
    "certificate": {
        "fr": "La personne qui gère ce serveur a la marche à suivre pour le renouveler",
        "en": "Whoever runs this server has the steps to renew it",
    },
    "intermediate": {
        "fr": "La personne qui gère ce serveur a la marche à suivre pour faire refaire le vôtre "
        "et installer le nouveau d’Apple avec lui",
        "en": "Whoever runs this server has the steps to have yours made anew and to install "
        "Apple’s new one with it",
    },
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a wallet that worked: already, or soon."""

    text: str
    is_over: bool


def notice(missing: str, language: Language, *, linked: bool = False) -> str:
    """What a member reads beside a button, or in its place."""
    said = _MEMBER[missing][language]
    return f"{said} {_TO_TRY[language]}" if linked and missing == MISSING else said


def state(
    wallet: Wallet, channel: WalletChannel, program: Program, language: Language
) -> dict[str, str]:
    """How a wallet is, as the owner reads it."""
    missing = channel.waiting_for
    said = _waits(missing, channel, program, language) if missing else _READY[wallet][language]
    return {"wallet": wallet, "state": "waiting" if missing else "ready", "text": said}


def troubles(
    services: Services, program: Program, language: Language | None = None
) -> Iterator[Trouble]:
    """What the owner must know of the wallets unasked, in the shop's language if not told."""
    language = language or program.language
    for channel in channels(services).values():
        missing, soon = channel.waiting_for, _ends(channel, program, services.clock(), language)
        if missing in CLOSED:
            yield Trouble(_waits(missing, channel, program, language), is_over=True)
        elif soon:
            yield Trouble(soon, is_over=False)


def _waits(missing: str, channel: WalletChannel, program: Program, language: Language) -> str:
    return _OWNER[missing][language].format(**_end(channel, program, language))


def _ends(
    channel: WalletChannel, program: Program, now: datetime, language: Language
) -> str | None:
    """From 45 days before the end on; once it is over, that is what the wallet waits for."""
    left = days_left(channel.expires_at, now)
    if channel.waiting_for or left is None:
        return None
    end = _end(channel, program, language)
    return _ENDS[language].format(left=_left(left, language), **end)


def _end(channel: WalletChannel, program: Program, language: Language) -> dict[str, str]:
    """What ends, on which day, and what its end asks for."""
    paper = channel.ends_first or "certificate"
    return {
        "paper": _PAPERS[paper][language],
        "day": _day(channel.expires_at, program, language),
        "cure": _CURES[paper][language],
    }


def _left(days: int, language: Language) -> str:
    if language == "fr":
        return f"dans {days} jour{'s' if days > 1 else ''}" if days else "dans moins d’un jour"
    return f"in {days} day{'s' if days > 1 else ''}" if days else "in less than a day"


def _day(instant: datetime | None, program: Program, language: Language) -> str:
    """The day of the shop on which it ends or ended, with its year."""
    if instant is None:
        return ""
    day = local_date(instant, program.time_zone)
    return f"{day_words(day, language)} {day.year}"
