"""What could not be delivered for a day, in words for the owner: what, since when, what to do."""

from typing import Any

from functions.records import Report, Undelivered
from loyalty.calendar import Week, local_date
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.report_words import day_words
from loyalty.wording.money import NARROW, number

_WALLETS = {"apple": "Apple Wallet", "google": "Google Wallet"}

_PATIENCE: Words = {
    "fr": f"Un essai part chaque jour{NARROW}; si cela dure, donnez ce code à la personne qui gère "
    "ce serveur.",
    "en": "It is tried once a day; if it lasts, give this code to whoever runs this server.",
}
_CERTIFICATE: Words = {
    "fr": "Apple refuse le certificat de la boutique. La personne qui gère ce serveur apprendra "
    f"pourquoi par «\u202fpoincon doctor apple\u202f»{NARROW}; réessayez ensuite.",
    "en": "Apple refuses the shop’s certificate. Whoever runs this server learns why from "
    "poincon doctor apple; then try again.",
}
_ACCOUNT: Words = {
    "fr": "Google refuse le compte de la boutique. La personne qui gère ce serveur doit vérifier "
    f"qu’il y est toujours autorisé{NARROW}; réessayez ensuite.",
    "en": "Google refuses the shop’s account. Whoever runs this server should check that it is "
    "still allowed there; then try again.",
}
_ADDRESS: Words = {
    "fr": "Le service de courrier refuse une adresse. La personne qui gère ce serveur doit y faire "
    f"valider celle de l’expéditeur et la vôtre{NARROW}; réessayez ensuite.",
    "en": "The mail service refuses an address. Whoever runs this server should have the sender’s "
    "and yours verified there; then try again.",
}
_SUSPENDED: Words = {
    "fr": "Le service de courrier a suspendu ce compte. La personne qui gère ce serveur y lira "
    "pourquoi.",
    "en": "The mail service has suspended this account. Whoever runs this server can "
    "read why there.",
}
_UNCERTAIN: Words = {
    "fr": "Deux fois, le service de courrier n’a pas répondu. Si le message n’est pas chez vous, "
    "réessayez.",
    "en": "Twice, the mail service did not answer. If you do not have the message, try again.",
}

_CURES: dict[str, Words] = {
    "BadCertificate": _CERTIFICATE,
    "BadCertificateEnvironment": _CERTIFICATE,
    "BadTopic": _CERTIFICATE,
    "DeviceTokenNotForTopic": _CERTIFICATE,
    "Forbidden": _CERTIFICATE,
    "TopicDisallowed": _CERTIFICATE,
    "apple-certificate-expired": _CERTIFICATE,
    "apple-certificate-refused": _CERTIFICATE,
    "PERMISSION_DENIED": _ACCOUNT,
    "UNAUTHENTICATED": _ACCOUNT,
    "forbidden": _ACCOUNT,
    "invalid_client": _ACCOUNT,
    "invalid_grant": _ACCOUNT,
    "permissionDenied": _ACCOUNT,
    "status-403": _ACCOUNT,
    "MailFromDomainNotVerified": _ADDRESS,
    "MessageRejected": _ADDRESS,
    "AccountSuspended": _SUSPENDED,
    "SendingPaused": _SUSPENDED,
    "mail-uncertain": _UNCERTAIN,
}


def cards(program: Program, one: Undelivered, language: Language) -> dict[str, Any]:
    """Cards that a wallet could not be told of."""
    since = day_words(local_date(one.since, program.time_zone), language)
    wallet, many = _WALLETS[one.wallet], one.cards > 1
    if language == "fr":
        which = f"{number(one.cards, 'fr')} cartes ne sont" if many else "1 carte n’est"
        text = f"{which} plus à jour dans {wallet} depuis le {since}."
    else:
        which = f"{number(one.cards, 'en')} cards have" if many else "1 card has"
        text = f"{which} been out of date in {wallet} since {since}."
    return _said(text, one.reason, language)


def report(one: Report, language: Language) -> dict[str, Any]:
    """A weekly report that did not go out, or perhaps did."""
    week, may_have = Week.named(one.week).number, one.delivery.state == "uncertain"
    if language == "fr":
        perhaps = "peut-être " if may_have else ""
        text = f"Le rapport de la semaine {week} n’est {perhaps}pas parti."
    else:
        text = f"The report of week {week} {'may not have' if may_have else 'has not'} gone out."
    return _said(text, one.delivery.reason, language)


def _said(text: str, code: str, language: Language) -> dict[str, Any]:
    return {"text": text, "cure": _CURES.get(code, _PATIENCE)[language], "code": code}
