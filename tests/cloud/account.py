"""An AWS account on loopback, its permissions enforced: every call is signed, and judged by IAM.

It is asked over TLS, as AWS is: buckets that refuse anything else refuse it here too.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.contracts.emulators import MINISTACK, NOBODY, REGION, Emulator, running

_CERTIFICATE, _KEY = "aws.pem", "aws.key"


@contextmanager
def account(folder: Path) -> Iterator[Mapping[str, str]]:
    """The environment by which everything of ours reaches it; it is gone afterwards."""
    emulator = _enforcing(folder)
    if emulator.missing:
        raise RuntimeError(emulator.missing)
    _make_certificate(folder)
    trusted = {"AWS_CA_BUNDLE": str(folder / _CERTIFICATE)}
    with patch.dict(os.environ, trusted), running(emulator, folder) as address:
        told = {
            **NOBODY,
            **trusted,
            "AWS_ENDPOINT_URL": address,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        with patch.dict(os.environ, told):
            yield told


def _enforcing(folder: Path) -> Emulator:
    certificate, key = str(folder / _CERTIFICATE), str(folder / _KEY)
    added = {
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": certificate,
        "MINISTACK_SSL_KEY": key,
        "AWS_CA_BUNDLE": certificate,
    }
    return replace(
        MINISTACK,
        program=MINISTACK.program.with_name("python"),
        options=lambda port, folder: [str(Path(__file__).with_name("emulated.py"))],
        settings=lambda port: {**MINISTACK.settings(port), **added},
        scheme="https",
    )


def _make_certificate(folder: Path) -> None:
    """One for 127.0.0.1 that is its own authority, for some days."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "aws on loopback")])
    here = [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName(here), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / _CERTIFICATE).write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / _KEY).write_bytes(pem)
