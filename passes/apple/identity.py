"""Who signs: the Pass Type ID certificate, its key, and Apple's intermediate.

Everything that can be wrong with the files is found when they are loaded, because a phone
that refuses a pass gives no reason; only the time is asked for by whoever has a clock. Two
different files of Apple's are called WWDR; passes need the generation (G4 since January 2022)
that issued the certificate.

What a phone asks of the certificate itself (its purpose, its mark, its team) is written above
``SecPolicyCreatePassbookCardSigner`` in the headers of Apple's Security framework.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self, TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID, ObjectIdentifier

from loyalty.errors import BadConfiguration
from passes.apple import files
from passes.apple.files import Errors, SigningKey, error

Paper: TypeAlias = Literal["certificate", "intermediate"]

PASS_SIGNING = ObjectIdentifier("1.2.840.113635.100.4.14")
"""The purpose of a certificate that signs passes."""

PASS_TYPE = ObjectIdentifier("1.2.840.113635.100.6.1.16")
"""The mark that carries the pass type identifier once more."""

INTERMEDIATE_NAME = "Poinçon Development Intermediate"
"""Whoever issues development certificates calls itself so."""

_PORTAL = "developer.apple.com, Certificates, Identifiers & Profiles"
_AUTHORITIES = "https://www.apple.com/certificateauthority/"
_RENEWALS: dict[Paper, str] = {
    "certificate": f"renew it at {_PORTAL}",
    "intermediate": "have the certificate made anew, and take the intermediate that issues it: "
    "docs/apple.md, steps 3 and 4",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identity:
    """What a pass is signed with and a push is sent with, proved to fit together.

    ``development`` says that no phone will trust it. It is good from ``starts_at`` to
    ``expires_at``, when the certificate or the intermediate ends, whichever comes first.
    """

    leaf: x509.Certificate
    key: SigningKey
    intermediate: x509.Certificate
    pass_type_id: str
    team_id: str
    starts_at: datetime
    expires_at: datetime
    development: bool

    @classmethod
    def load(
        cls,
        certificate: bytes,
        key: bytes,
        intermediate: bytes,
        *,
        pass_type_id: str,
        team_id: str,
        key_password: bytes | None = None,
    ) -> Self:
        """Read and check the three files; raises ``BadConfiguration``.

        It names all that cannot be read, or else all that does not fit.

        https://developer.apple.com/documentation/walletpasses/building-a-pass
        """
        wrong: Errors = []
        leaf = files.certificate(certificate, "apple.certificate", wrong)
        signing = files.key(key, key_password, wrong)
        above = files.certificate(intermediate, "apple.intermediate", wrong)
        if not (leaf and signing and above):
            raise BadConfiguration(errors=wrong)
        wrong += _named_otherwise(leaf, pass_type_id, team_id)
        wrong += _meant_otherwise(leaf)
        wrong += _unrelated(leaf, signing, above)
        if wrong:
            raise BadConfiguration(errors=wrong)
        return cls(
            leaf=leaf,
            key=signing,
            intermediate=above,
            pass_type_id=pass_type_id,
            team_id=team_id,
            starts_at=max(leaf.not_valid_before_utc, above.not_valid_before_utc),
            expires_at=min(leaf.not_valid_after_utc, above.not_valid_after_utc),
            development=_first(leaf.issuer, NameOID.COMMON_NAME) == INTERMEDIATE_NAME,
        )

    @property
    def ends_first(self) -> Paper:
        """Which of the two ends at ``expires_at``."""
        is_leaf = self.leaf.not_valid_after_utc <= self.intermediate.not_valid_after_utc
        return "certificate" if is_leaf else "intermediate"

    def out_of_date(self, now: datetime) -> Errors:
        """What has ended by then, or has not begun."""
        papers: dict[Paper, x509.Certificate] = {
            "certificate": self.leaf,
            "intermediate": self.intermediate,
        }
        return [one for name, paper in papers.items() for one in _out_of_date(paper, name, now)]


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
            yield error(path, reason, "change the setting, or use the certificate made for it")


def _meant_otherwise(leaf: x509.Certificate) -> Iterator[dict[str, str]]:
    """What a phone looks at before it trusts a pass: the purpose, and the mark of its type."""
    hint = f"make one of type Pass Type ID Certificate at {_PORTAL}"
    named = _first(leaf.subject, NameOID.USER_ID) or ""
    if PASS_SIGNING not in _purposes(leaf):
        yield error("apple.certificate", "is not meant for signing passes", hint)
    elif not _mark(leaf).endswith(named.encode()):
        yield error("apple.certificate", f"does not carry the mark of {named!r}", hint)


def _purposes(leaf: x509.Certificate) -> Iterable[ObjectIdentifier]:
    try:
        return leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return ()


def _mark(leaf: x509.Certificate) -> bytes:
    try:
        found = leaf.extensions.get_extension_for_oid(PASS_TYPE).value
    except x509.ExtensionNotFound:
        return b""
    return found.value if isinstance(found, x509.UnrecognizedExtension) else b""


def _out_of_date(paper: x509.Certificate, name: Paper, now: datetime) -> Iterator[dict[str, str]]:
    start, end = paper.not_valid_before_utc, paper.not_valid_after_utc
    if now < start:
        reason = f"is valid only from {start:%Y-%m-%d %H:%M} UTC"
        yield error(f"apple.{name}", reason, "wait until then, or set this machine’s clock")
    if now >= end:
        yield error(f"apple.{name}", f"expired on {end:%Y-%m-%d}", _RENEWALS[name])


def _unrelated(
    leaf: x509.Certificate, key: SigningKey, intermediate: x509.Certificate
) -> Iterator[dict[str, str]]:
    if not _signs_for(key, leaf):
        hint = "use the key from which this certificate was requested"
        yield error("apple.key", "does not belong to the certificate", hint)
    try:
        leaf.verify_directly_issued_by(intermediate)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        issuer = leaf.issuer.rfc4514_string()
        hint = f"take the one named {issuer!r} from {_AUTHORITIES}"
        yield error("apple.intermediate", "did not issue the certificate", hint)


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
