"""What a wallet waits for, in words: for members, and for the owner who can mend it."""

from loyalty.language import Language, Words

_MEMBER: dict[str, Words] = {
    "apple": {
        "fr": "La carte pour iPhone attend le certificat Apple de la boutique. "
        "En attendant, cette page fait tout.",
        "en": "The iPhone card is waiting for the shop’s Apple certificate. "
        "Until then this page does it all.",
    },
    "google": {
        "fr": "La carte pour Android attend le compte Google Wallet de la boutique\u202f: "
        "Google la refusera. En attendant, cette page fait tout.",
        "en": "The Android card is waiting for the shop’s Google Wallet account: "
        "Google will refuse it. Until then this page does it all.",
    },
}
_OWNER: dict[str, Words] = {
    "apple": {
        "fr": "Apple Wallet attend le certificat de la boutique\u202f: la marche à suivre est dans "
        "docs/operating.md. En attendant, les cartes en ligne fonctionnent.",
        "en": "Apple Wallet is waiting for your certificate (docs/operating.md). "
        "Cards online work.",
    },
    "google": {
        "fr": "Google Wallet attend le compte de la boutique\u202f: la marche à suivre est dans "
        "docs/operating.md. En attendant, les cartes en ligne fonctionnent.",
        "en": "Google Wallet is waiting for your issuer account (docs/operating.md). "
        "Cards online work.",
    },
}
_READY: dict[str, Words] = {
    "apple": {"fr": "Apple Wallet est en service.", "en": "Apple Wallet is in service."},
    "google": {"fr": "Google Wallet est en service.", "en": "Google Wallet is in service."},
}


def notice(wallet: str, language: Language) -> str:
    """What a member reads beside a button that does not work yet."""
    return _MEMBER[wallet][language]


def state(wallet: str, missing: str | None, language: Language) -> str:
    """What the owner reads about a wallet."""
    return (_OWNER if missing else _READY)[wallet][language]
