"""The files of an identity: as Apple gives them, and as people mistake them for each other."""

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from passes.apple import files
from passes.apple.development import DevelopmentChain
from passes.apple.files import Errors, SigningKey
from tests.passes.apple.sample import TEAM

G4 = Path(__file__).with_name("wwdr_g4.pem")


def pem_of(key: SigningKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def refused_certificate(data: bytes) -> tuple[str, str]:
    """Why it is, and what is to be done."""
    wrong: Errors = []
    assert files.certificate(data, "apple.intermediate", wrong) is None
    assert [one["path"] for one in wrong] == ["apple.intermediate"]
    return wrong[0]["reason"], wrong[0]["hint"]


def refused_key(data: bytes, password: bytes | None = None) -> tuple[str, str]:
    wrong: Errors = []
    assert files.key(data, password, wrong) is None
    assert [one["path"] for one in wrong] == ["apple.key"]
    return wrong[0]["reason"], wrong[0]["hint"]


@pytest.fixture(name="request_pem", scope="module")
def _request_pem() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    asked = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return asked.sign(key, SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture(name="p12", scope="module")
def _p12(chain: DevelopmentChain) -> bytes:
    key = load_pem_private_key(chain.key, None)
    leaf = x509.load_pem_x509_certificate(chain.certificate)
    lock = BestAvailableEncryption(b"secret")
    return pkcs12.serialize_key_and_certificates(b"cards", key, leaf, None, lock)  # type: ignore[arg-type]


def test_a_certificate_is_taken_as_apple_gives_it_and_as_pem() -> None:
    pem, wrong = G4.read_bytes(), list[dict[str, str]]()
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)

    as_given, converted = (files.certificate(data, "x", wrong) for data in (der, pem))

    assert as_given is not None and as_given == converted
    assert wrong == []


def test_a_key_where_a_certificate_belongs_is_named(chain: DevelopmentChain) -> None:
    reason, hint = refused_certificate(chain.key)

    assert reason == "is a private key"
    assert "pass.cer" in hint


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_a_certificate_where_the_key_belongs_is_named(
    chain: DevelopmentChain, encoding: Encoding
) -> None:
    data = x509.load_pem_x509_certificate(chain.certificate).public_bytes(encoding)

    reason, hint = refused_key(data)

    assert reason == "is a certificate"
    assert "apple-key.pem" in hint


def test_a_request_is_named_wherever_it_stands(request_pem: bytes) -> None:
    assert refused_key(request_pem)[0] == "is a certificate request"
    reason, hint = refused_certificate(request_pem)
    assert reason == "is a certificate request"
    assert "developer.apple.com" in hint


def test_a_p12_is_named_with_the_command_that_takes_it_apart(
    p12: bytes, chain: DevelopmentChain, tmp_path: Path
) -> None:
    (tmp_path / "pass.p12").write_bytes(p12)
    said = [refused_certificate(p12), refused_key(p12)]
    wrong: Errors = []

    for _, command in said:
        line = [*command.split(), "-passin", "pass:secret"]
        subprocess.run(line, cwd=tmp_path, check=True, capture_output=True)

    assert [reason for reason, _ in said] == ["is a .p12"] * 2
    found = files.certificate((tmp_path / "apple-certificate.pem").read_bytes(), "x", wrong)
    assert found == x509.load_pem_x509_certificate(chain.certificate)
    assert files.key((tmp_path / "apple-key.pem").read_bytes(), None, wrong)


def test_a_file_without_ends_of_lines_is_named_with_the_command_that_mends_it(
    chain: DevelopmentChain, tmp_path: Path
) -> None:
    escaped = chain.key.replace(b"\n", b"\\n")
    (tmp_path / "old.pem").write_bytes(escaped)

    reason, hint = refused_key(escaped)
    subprocess.run(hint.partition(",")[0], shell=True, cwd=tmp_path, check=True)

    assert reason == "has \\n where a line ends"
    assert (tmp_path / "new.pem").read_bytes().strip() == chain.key.strip()
    assert refused_certificate(chain.certificate.replace(b"\n", b"\\n"))[0] == reason


@pytest.mark.parametrize(
    "data", [b"", b"0\x82\x05\xf4 binary", b"-----BEGIN CERTIFICATE-----\nAAAA\n", b"\xff\xfe"]
)
def test_what_is_nothing_known_is_refused_all_the_same(data: bytes) -> None:
    assert refused_certificate(data)[0] == "is no certificate"
    assert refused_key(data)[0] in ("cannot be read", "is a certificate")


def test_a_certificate_that_breaks_only_inside_is_refused(chain: DevelopmentChain) -> None:
    whole = x509.load_pem_x509_certificate(chain.certificate).public_bytes(Encoding.DER)
    broken = whole.replace(TEAM.encode(), b"\xff" * len(TEAM))

    x509.load_der_x509_certificate(broken)

    assert refused_certificate(broken)[0] == "is no certificate"


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_a_key_on_a_curve_of_tls_is_taken(curve: ec.EllipticCurve) -> None:
    assert files.key(pem_of(ec.generate_private_key(curve)), None, [])


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),
        ec.generate_private_key(ec.SECP256K1()),
        ec.generate_private_key(ec.SECP192R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
)
def test_a_key_that_apple_would_not_take_is_refused(
    key: SigningKey | ed25519.Ed25519PrivateKey,
) -> None:
    reason, hint = refused_key(pem_of(key))

    assert reason == "is neither RSA of 2048 bits or more nor EC on P-256"
    assert "docs/apple.md, steps 2 and 3" in hint
