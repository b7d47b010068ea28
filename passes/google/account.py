"""The service account that speaks for the shop at Google, and a stand-in for development.

Google's JSON file is read once, when the product starts; everything that is wrong with it is
named at once, and no value of it is ever repeated in an error: one of them is a private key.
The file's members: https://developers.google.com/identity/protocols/oauth2/service-account.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from loyalty.errors import BadConfiguration

DEVELOPMENT_ISSUER = "0"
"""No issuer of Google's has this number."""

_DEVELOPMENT_EMAIL = "nobody@development.invalid"
_DEVELOPMENT_TOKEN_URI = "https://development.invalid/token"
_KEY_BITS = 2048

_ISSUER = re.compile(r"[1-9][0-9]{0,19}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who signs: Google's number for the issuer, and the service account with its key.

    ``development`` is true for a throwaway account: what it signs looks right, and Google
    refuses it.
    """

    issuer_id: str
    client_email: str
    key: RSAPrivateKey = field(repr=False)
    key_id: str | None = None
    token_uri: str
    development: bool = False

    @property
    def public_key(self) -> RSAPublicKey:
        """What verifies this account's signatures."""
        return self.key.public_key()

    @classmethod
    def load(cls, service_account_json: str, issuer_id: str) -> "Account":
        """The account in Google's key file, for the issuer shown in the Wallet console.

        Raises ``BadConfiguration`` whose ``errors`` name each member that is missing or
        cannot be used, with what to do. The account must be invited as Developer in the
        console: https://developers.google.com/wallet/retail/loyalty-cards/getting-started.
        """
        members = _members(service_account_json)
        key = _rsa_key(members.get("private_key", ""))
        errors = _complaints(members, issuer_id.strip())
        if errors or key is None:
            raise BadConfiguration(errors=errors)
        return cls(
            issuer_id=issuer_id.strip(),
            client_email=members["client_email"],
            key=key,
            key_id=members.get("private_key_id"),
            token_uri=members["token_uri"],
        )


def development_key() -> str:
    """A new RSA key as PEM, for ``development_account``; kept by the caller in a file."""
    key = generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def development_account(key_pem: str | None = None) -> Account:
    """An account that no one at Google knows, so that links can be made and looked at.

    With ``key_pem`` (from ``development_key``) the same account comes back after a restart;
    without it the key lives as long as the value. Raises ``BadConfiguration`` when the text
    holds no RSA key.
    """
    key = _rsa_key(key_pem if key_pem is not None else development_key())
    if key is None:
        hint = "delete the file: a new key is made at the next start"
        reason = "is not an RSA private key in PEM form"
        raise BadConfiguration(errors=[_complaint("development_key", reason, hint)])
    return Account(
        issuer_id=DEVELOPMENT_ISSUER,
        client_email=_DEVELOPMENT_EMAIL,
        key=key,
        token_uri=_DEVELOPMENT_TOKEN_URI,
        development=True,
    )


def _members(service_account_json: str) -> Mapping[str, str]:
    try:
        data = json.loads(service_account_json)
    except ValueError:
        return {}
    if not isinstance(data, dict):
        return {}
    return {name: value for name, value in data.items() if isinstance(value, str)}


def _rsa_key(pem: str) -> RSAPrivateKey | None:
    try:
        # The key is the operator's own: proving its primes takes 160 ms of every cold start.
        key = load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPrivateKey) else None


def _is_https(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.netloc)


_CHECKS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    (
        "type",
        lambda text: text == "service_account",
        'must be "service_account": in the Google Cloud console, create a JSON key of a '
        "service account, not an OAuth client",
    ),
    (
        "client_email",
        lambda text: _EMAIL.fullmatch(text) is not None,
        "the service account's address, as in the downloaded file",
    ),
    (
        "private_key",
        lambda text: _rsa_key(text) is not None,
        "an RSA key in PEM form; its line breaks stay \\n inside the JSON text",
    ),
    (
        "token_uri",
        _is_https,
        "usually https://oauth2.googleapis.com/token, as in the downloaded file",
    ),
)


def _complaints(members: Mapping[str, str], issuer_id: str) -> list[dict[str, str]]:
    errors = []
    if _ISSUER.fullmatch(issuer_id) is None:
        hint = "the issuer ID at the top of the Google Pay & Wallet console, digits only"
        errors.append(_complaint("issuer_id", "is not an issuer number", hint))
    if not members:
        hint = "give the whole text of the JSON key file that Google Cloud let you download"
        return [*errors, _complaint("service_account", "is not a JSON object", hint)]
    for name, valid, hint in _CHECKS:
        if name not in members:
            errors.append(_complaint(f"service_account.{name}", "is missing", hint))
        elif not valid(members[name]):
            errors.append(_complaint(f"service_account.{name}", "cannot be used", hint))
    return errors


def _complaint(path: str, reason: str, hint: str) -> dict[str, str]:
    return {"path": path, "reason": reason, "hint": hint}
