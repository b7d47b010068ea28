"""What a wallet waits for, in words: for members, and for the owner who can mend it."""

from collections.abc import Iterator
from datetime import datetime

from functions.journeys.renewal import days_left
from functions.journeys.tell_wallets import channels
from functions.ports import Services, WalletChannel
from functions.records import Wallet
from functions.web.undelivered_words import day_words
from loyalty.calendar import local_date
from loyalty.language import Language, Words
from loyalty.program import Program

CLOSED = ("apple-certificate-expired", "apple-certificate-refused")
"""Nothing can be fetched for the wallet while it waits for one of these."""

_NOT_NOW: Words = {
    "fr": "Cette carte ne peut pas être ajoutée à l’iPhone en ce moment. Cette page fait tout, et "
    "une carte déjà dans l’iPhone se scanne comme avant.",
    "en": "This card cannot be added to an iPhone at the moment. This page does it all, and a card "
    "that is in an iPhone already is scanned as before.",
}
_MEMBER: dict[str, Words] = {
    "apple-certificate-missing": {
        "fr": "La carte pour iPhone attend le certificat Apple de la boutique. "
        "En attendant, cette page fait tout.",
        "en": "The iPhone card is waiting for the shop’s Apple certificate. "
        "Until then this page does it all.",
    },
    "apple-certificate-expired": _NOT_NOW,
    "apple-certificate-refused": _NOT_NOW,
    "google-account-missing": {
        "fr": "La carte pour Android attend le compte Google Wallet de la boutique\u202f: "
        "Google la refusera. En attendant, cette page fait tout.",
        "en": "The Android card is waiting for the shop’s Google Wallet account: "
        "Google will refuse it. Until then this page does it all.",
    },
}
_OWNER: dict[str, Words] = {
    "apple-certificate-missing": {
        "fr": "Apple Wallet attend le certificat de la boutique\u202f: la marche à suivre est dans "
        "docs/apple.md. En attendant, les cartes en ligne fonctionnent.",
        "en": "Apple Wallet is waiting for your certificate (docs/apple.md). Cards online work.",
    },
    "apple-certificate-expired": {
        "fr": "Le certificat Apple de la boutique a pris fin le {day}\u202f: renouvelez-le "
        "(docs/apple.md). D’ici là, les cartes déjà dans les iPhone se scannent toujours mais ne "
        "changent plus, et aucune nouvelle ne peut y être ajoutée.",
        "en": "The shop’s Apple certificate ended on {day}: renew it (docs/apple.md). Until then "
        "cards that are in iPhones are still scanned but no longer change, and no new one can be "
        "added.",
    },
    "apple-certificate-refused": {
        "fr": "Le certificat Apple de la boutique ne peut pas servir\u202f: la personne qui gère "
        "ce serveur apprendra pourquoi par «\u202fpoincon doctor apple\u202f» (docs/apple.md). "
        "D’ici là, les cartes déjà dans les iPhone se scannent toujours mais ne changent plus, et "
        "aucune nouvelle ne peut y être ajoutée.",
        "en": "The shop’s Apple certificate cannot be used: whoever runs this server learns why "
        "from poincon doctor apple (docs/apple.md). Until then cards that are in iPhones are still "
        "scanned but no longer change, and no new one can be added.",
    },
    "google-account-missing": {
        "fr": "Google Wallet attend le compte de la boutique\u202f: la marche à suivre est dans "
        "docs/operating.md. En attendant, les cartes en ligne fonctionnent.",
        "en": "Google Wallet is waiting for your issuer account (docs/operating.md). "
        "Cards online work.",
    },
}
_READY: dict[Wallet, Words] = {
    "apple": {"fr": "Apple Wallet est en service.", "en": "Apple Wallet is in service."},
    "google": {"fr": "Google Wallet est en service.", "en": "Google Wallet is in service."},
}
_ENDS: Words = {
    "fr": "Le certificat Apple de la boutique prend fin {left}, le {day}. Renouvelez-le d’ici là "
    "(docs/apple.md)\u202f: sinon, les cartes déjà dans les iPhone se scanneront toujours mais ne "
    "changeront plus, et aucune nouvelle ne pourra y être ajoutée.",
    "en": "The shop’s Apple certificate ends {left}, on {day}. Renew it before then "
    "(docs/apple.md): otherwise cards that are in iPhones will still be scanned but no longer "
    "change, and no new one can be added.",
}


def notice(missing: str, language: Language) -> str:
    """What a member reads beside a button that does not work yet."""
    return _MEMBER[missing][language]


def state(
    wallet: Wallet, channel: WalletChannel, program: Program, now: datetime, language: Language
) -> dict[str, str | None]:
    """What the owner reads about a wallet: how it is, and what will end soon."""
    missing = channel.waiting_for
    said = _waits(missing, channel, program, language) if missing else _READY[wallet][language]
    return {
        "wallet": wallet,
        "state": "waiting" if missing else "ready",
        "text": said,
        "warning": _ends(channel, program, now, language),
    }


def troubles(services: Services, program: Program) -> Iterator[str]:
    """What the weekly mail says of the wallets, in the shop's language: only what is wrong."""
    language = program.language
    for channel in channels(services).values():
        missing, soon = channel.waiting_for, _ends(channel, program, services.clock(), language)
        if missing in CLOSED:
            yield _waits(missing, channel, program, language)
        elif soon:
            yield soon


def _waits(missing: str, channel: WalletChannel, program: Program, language: Language) -> str:
    return _OWNER[missing][language].format(day=_day(channel.expires_at, program, language))


def _ends(
    channel: WalletChannel, program: Program, now: datetime, language: Language
) -> str | None:
    """From 45 days before the end on; once it is over, that is what the wallet waits for."""
    left = days_left(channel.expires_at, now)
    if channel.waiting_for or left is None:
        return None
    day = _day(channel.expires_at, program, language)
    return _ENDS[language].format(left=_left(left, language), day=day)


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
