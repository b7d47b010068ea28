"""The files that an identity is read from, and what stands in them where it is something else.

Certificates come as PEM or, as Apple hands them out, as DER (``pass.cer``); the key as PEM.
"""

from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SigningKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Errors: TypeAlias = list[dict[str, str]]

LEAST_BITS = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
"""What TLS takes from a client, and with it Apple's push service."""

_MARKS = {
    b"PRIVATE KEY-----": "a private key",
    b"CERTIFICATE REQUEST-----": "a certificate request",
    b"BEGIN CERTIFICATE-----": "a certificate",
}
_P12 = b"\x02\x01\x03\x30"
"""Version three, and then what it holds: so begins every .p12, after its length."""

_CERTIFICATE_CURES = {
    "a private key": "give the certificate here: pass.cer, or AppleWWDRCAG4.cer",
    "a certificate request": "upload it at developer.apple.com and give the pass.cer of the answer",
    "a .p12": "openssl pkcs12 -in pass.p12 -clcerts -nokeys -out apple-certificate.pem",
}
_KEY_CURES = {
    "a certificate": "give the key here: the apple-key.pem of docs/apple.md, step 2",
    "a certificate request": "give the key here: the apple-key.pem that was made with it",
    "a .p12": "openssl pkcs12 -in pass.p12 -nocerts -nodes -out apple-key.pem",
}
_ESCAPED = "has \\n where a line ends"
_UNESCAPE = "printf '%b\\n' \"$(cat old.pem)\" > new.pem, and name that file"
_KEY = "give the file that begins with BEGIN PRIVATE KEY, and the password that locks it, if any"
_ANEW = "make a key and a certificate anew: docs/apple.md, steps 2 and 3"


def certificate(data: bytes, path: str, wrong: Errors) -> x509.Certificate | None:
    """Read one; add to ``wrong``, under that path, why it cannot be."""
    try:
        return _certificate(data)
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        hint = "give the .cer as it comes from Apple, or the same in PEM"
        wrong.append(_otherwise(data, path, _CERTIFICATE_CURES, "is no certificate", hint))
        return None


def key(data: bytes, password: bytes | None, wrong: Errors) -> SigningKey | None:
    """Read it; add to ``wrong`` why it cannot be, or is of no use to Apple."""
    path = "apple.key"
    try:
        # Checking the primes takes 50 ms, and whoever compares it to the certificate proves more.
        found = load_pem_private_key(data, password, unsafe_skip_rsa_key_validation=True)
    except TypeError:
        reason = "is not locked by a password" if password else "is locked by a password"
        hint = "leave its password out" if password else "give its password as well"
        wrong.append(error(path, reason, hint))
        return None
    except (ValueError, UnsupportedAlgorithm):
        wrong.append(_otherwise(data, path, _KEY_CURES, "cannot be read", _KEY))
        return None
    if isinstance(found, rsa.RSAPrivateKey) and found.key_size >= LEAST_BITS:
        return found
    if isinstance(found, ec.EllipticCurvePrivateKey) and isinstance(found.curve, CURVES):
        return found
    wrong.append(error(path, "is neither RSA of 2048 bits or more nor EC on P-256", _ANEW))
    return None


def error(path: str, reason: str, hint: str) -> dict[str, str]:
    """One thing that is wrong, as ``BadConfiguration`` carries it."""
    return {"path": path, "reason": reason, "hint": hint}


def _certificate(data: bytes) -> x509.Certificate:
    is_pem = b"-----BEGIN" in data
    found = (x509.load_pem_x509_certificate if is_pem else x509.load_der_x509_certificate)(data)
    # The library reads these when they are first asked for: what is broken shall break here.
    _ = found.subject, found.issuer, found.extensions, found.public_key()
    return found


def _otherwise(
    data: bytes, path: str, cures: dict[str, str], reason: str, hint: str
) -> dict[str, str]:
    """What the file holds instead, with its cure, where that is known."""
    if b"-----BEGIN" in data and b"\\n" in data:
        return error(path, _ESCAPED, _UNESCAPE)
    held = "a .p12" if _P12 in data[:12] else _held(data)
    return error(path, f"is {held}", cures[held]) if held in cures else error(path, reason, hint)


def _held(data: bytes) -> str:
    found = (kind for mark, kind in _MARKS.items() if mark in data)
    return next(found, "a certificate" if data[:1] == b"\x30" else "")
