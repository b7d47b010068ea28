"""A certificate chain of our own, shaped like Apple's: for a tour, for tests, for a first look.

No phone trusts what it signs. Everything else is real: the same fields, the same extensions,
the same signature over the same bytes, so that nothing changes when Apple's own arrive.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from passes.apple.identity import INTERMEDIATE_NAME, PASS_SIGNING, PASS_TYPE

ROOT_NAME = "Poinçon Development Root"

_CLOCK_SLACK = timedelta(days=1)
_YEAR = timedelta(days=365)

_AuthorityKey = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentChain:
    """PEM files: what to trust, what stands for Apple's WWDR, the pass certificate, its key."""

    root: bytes
    intermediate: bytes
    certificate: bytes
    key: bytes


def make_chain(pass_type_id: str, team_id: str, now: datetime) -> DevelopmentChain:
    """Make a fresh chain; the certificate is valid for a year, the authorities for ten.

    The pass certificate's key is RSA 2048, as Apple issues; the authorities' keys are forgotten
    at once and elliptic, because making RSA keys takes most of a second.
    """
    root_key, middle_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    leaf_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root_name, middle_name = _authority_name(ROOT_NAME), _authority_name(INTERMEDIATE_NAME)
    above = root_key.public_key()
    root = _authority(root_name, above, root_name, now, 1).sign(root_key, SHA256())
    middle = _authority(middle_name, middle_key.public_key(), root_name, now, 0).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False
    )
    leaf = _leaf(pass_type_id, team_id, leaf_key.public_key(), middle_key.public_key(), now)
    return DevelopmentChain(
        root=root.public_bytes(Encoding.PEM),
        intermediate=middle.sign(root_key, SHA256()).public_bytes(Encoding.PEM),
        certificate=leaf.sign(middle_key, SHA256()).public_bytes(Encoding.PEM),
        key=leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _authority(
    name: x509.Name, key: ec.EllipticCurvePublicKey, issuer: x509.Name, now: datetime, depth: int
) -> x509.CertificateBuilder:
    usage = _key_usage(signs_certificates=True)
    return (
        _certificate(name, key, issuer, now, 10 * _YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(usage, critical=True)
    )


def _leaf(
    pass_type_id: str,
    team_id: str,
    key: rsa.RSAPublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    now: datetime,
) -> x509.CertificateBuilder:
    subject = [
        (NameOID.USER_ID, pass_type_id),
        (NameOID.COMMON_NAME, f"Pass Type ID: {pass_type_id}"[:64]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, team_id),
        (NameOID.ORGANIZATION_NAME, "Poinçon"),
    ]
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, PASS_SIGNING])
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key)
    named = x509.UnrecognizedExtension(PASS_TYPE, _utf8_string(pass_type_id))
    return (
        _certificate(name, key, _authority_name(INTERMEDIATE_NAME), now, _YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(purposes, critical=True)
        .add_extension(issued_by, critical=False)
        .add_extension(named, critical=False)
    )


def _certificate(
    name: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    issuer: x509.Name,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _authority_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _utf8_string(text: str) -> bytes:
    """The text as a DER value, whose length takes a second byte from 128 on."""
    data = text.encode()
    return bytes([0x0C, *([0x81] if len(data) > 127 else []), len(data)]) + data
