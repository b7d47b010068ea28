"""Who signs: the Pass Type ID certificate, its key, and Apple's intermediate.

Everything that can be wrong with the files is found when they are loaded, because a phone
that refuses a pass gives no reason. Two different files of Apple's are called WWDR; passes
need the generation (G4 since January 2022) that issued the certificate.

What a phone asks of the certificate itself (its purpose, its mark, its team) is written above
``SecPolicyCreatePassbookCardSigner`` in the headers of Apple's Security framework.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID, ObjectIdentifier

from loyalty.errors import BadConfiguration
from passes.apple.development import INTERMEDIATE_NAME, PASS_SIGNING, PASS_TYPE

SigningKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_PORTAL = "developer.apple.com, Certificates, Identifiers & Profiles"
_AUTHORITIES = "https://www.apple.com/certificateauthority/"

EXPIRED = "expired"
"""The ``code`` of an error that a renewed certificate mends."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identity:
    """What a pass is signed with and a push is sent with, proved to fit together.

    ``development`` says that no phone will trust it. ``expires_at`` is the end of the
    certificate or of the intermediate, whichever comes first.
    """

    leaf: x509.Certificate
    key: SigningKey
    intermediate: x509.Certificate
    pass_type_id: str
    team_id: str
    expires_at: datetime
    development: bool

    @classmethod
    def load(
        cls,
        certificate_pem: bytes,
        key_pem: bytes,
        intermediate_pem: bytes,
        *,
        pass_type_id: str,
        team_id: str,
        now: datetime,
        key_password: bytes | None = None,
    ) -> Self:
        """Read and check the three files; raises ``BadConfiguration`` with all that is wrong.

        https://developer.apple.com/documentation/walletpasses/building-a-pass
        """
        leaf = _certificate(certificate_pem, "apple.certificate")
        intermediate = _certificate(intermediate_pem, "apple.intermediate")
        key = _key(key_pem, key_password)
        wrong = [
            *_named_otherwise(leaf, pass_type_id, team_id),
            *_meant_otherwise(leaf),
            *_out_of_date(leaf, "apple.certificate", f"renew it at {_PORTAL}", now),
            *_out_of_date(intermediate, "apple.intermediate", f"take G4 from {_AUTHORITIES}", now),
            *_unrelated(leaf, key, intermediate),
        ]
        if wrong:
            raise BadConfiguration(errors=wrong)
        return cls(
            leaf=leaf,
            key=key,
            intermediate=intermediate,
            pass_type_id=pass_type_id,
            team_id=team_id,
            expires_at=_end(leaf, intermediate),
            development=_first(leaf.issuer, NameOID.COMMON_NAME) == INTERMEDIATE_NAME,
        )


def expiry(*certificates_pem: bytes) -> datetime | None:
    """The end of whichever ends first; ``None`` where one of them cannot be read."""
    try:
        return _end(*map(x509.load_pem_x509_certificate, certificates_pem))
    except ValueError:
        return None


def _end(*certificates: x509.Certificate) -> datetime:
    return min(certificate.not_valid_after_utc for certificate in certificates)


def _certificate(pem: bytes, path: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        hint = "convert Apple's .cer: openssl x509 -inform DER -in pass.cer -out pass.pem"
        raise BadConfiguration(errors=[_error(path, "is no certificate in PEM", hint)]) from None


def _key(pem: bytes, password: bytes | None) -> SigningKey:
    hint = (
        "give the file that begins with BEGIN PRIVATE KEY, and the password that locks it, if any"
    )
    try:
        # Checking the primes takes 50 ms, and a trial signature below proves more.
        key = load_pem_private_key(pem, password, unsafe_skip_rsa_key_validation=True)
    except TypeError:
        reason = "is not locked by a password" if password else "is locked by a password"
        hint = "leave its password out" if password else "give its password as well"
        raise BadConfiguration(errors=[_error("apple.key", reason, hint)]) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadConfiguration(errors=[_error("apple.key", "cannot be read", hint)]) from None
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return key
    raise BadConfiguration(errors=[_error("apple.key", "is neither RSA nor EC", hint)])


def _named_otherwise(
    leaf: x509.Certificate, pass_type_id: str, team_id: str
) -> Iterator[dict[str, str]]:
    wanted = (
        ("apple.pass_type_id", NameOID.USER_ID, pass_type_id),
        ("apple.team_id", NameOID.ORGANIZATIONAL_UNIT_NAME, team_id),
    )
    for path, oid, setting in wanted:
        named = _first(leaf.subject, oid)
        if named != setting:
            reason = f"is {setting!r}, but the certificate is for {named!r}"
            yield _error(path, reason, "change the setting, or use the certificate made for it")


def _meant_otherwise(leaf: x509.Certificate) -> Iterator[dict[str, str]]:
    """What a phone looks at before it trusts a pass: the purpose, and the mark of its type."""
    hint = f"make one of type Pass Type ID Certificate at {_PORTAL}"
    named = _first(leaf.subject, NameOID.USER_ID) or ""
    if PASS_SIGNING not in _purposes(leaf):
        yield _error("apple.certificate", "is not meant for signing passes", hint)
    elif not _mark(leaf).endswith(named.encode()):
        yield _error("apple.certificate", f"does not carry the mark of {named!r}", hint)


def _purposes(leaf: x509.Certificate) -> Iterable[ObjectIdentifier]:
    try:
        return leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return ()


def _mark(leaf: x509.Certificate) -> bytes:
    try:
        found = leaf.extensions.get_extension_for_oid(PASS_TYPE).value
    except (x509.ExtensionNotFound, ValueError):
        return b""
    return found.value if isinstance(found, x509.UnrecognizedExtension) else b""


def _out_of_date(
    certificate: x509.Certificate, path: str, hint: str, now: datetime
) -> Iterator[dict[str, str]]:
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < start:
        yield _error(path, f"is valid only from {start:%Y-%m-%d %H:%M} UTC", "check the clock")
    if now >= end:
        yield _error(path, f"expired on {end:%Y-%m-%d}", hint) | {"code": EXPIRED}


def _unrelated(
    leaf: x509.Certificate, key: SigningKey, intermediate: x509.Certificate
) -> Iterator[dict[str, str]]:
    if not _signs_for(key, leaf):
        hint = "use the key from which this certificate was requested"
        yield _error("apple.key", "does not belong to the certificate", hint)
    try:
        leaf.verify_directly_issued_by(intermediate)
    except (InvalidSignature, TypeError, ValueError):
        issuer = leaf.issuer.rfc4514_string()
        hint = f"take the one named {issuer!r} from {_AUTHORITIES}"
        yield _error("apple.intermediate", "did not issue the certificate", hint)


def _signs_for(key: SigningKey, leaf: x509.Certificate) -> bool:
    """Whether a trial signature of the key is good for the certificate."""
    public, trial = leaf.public_key(), b"poincon"
    try:
        if isinstance(key, rsa.RSAPrivateKey) and isinstance(public, rsa.RSAPublicKey):
            signature = key.sign(trial, padding.PKCS1v15(), SHA256())
            public.verify(signature, trial, padding.PKCS1v15(), SHA256())
            return True
        if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(
            public, ec.EllipticCurvePublicKey
        ):
            algorithm = ec.ECDSA(SHA256())
            public.verify(key.sign(trial, algorithm), trial, algorithm)
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


def _first(name: x509.Name, oid: ObjectIdentifier) -> str | None:
    return next((str(found.value) for found in name.get_attributes_for_oid(oid)), None)


def _error(path: str, reason: str, hint: str) -> dict[str, str]:
    return {"path": path, "reason": reason, "hint": hint}
