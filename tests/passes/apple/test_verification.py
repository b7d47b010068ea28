"""The signature read again by other code than made it."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from hypothesis import given, settings
from hypothesis import strategies as some

from passes.apple.development import make_chain
from passes.apple.identity import Identity
from passes.apple.signature import sign
from passes.apple.verification import verify
from tests.passes.apple.sample import NOW, PASS_TYPE, TEAM

MANIFEST = b'{"pass.json":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}'


def test_what_we_sign_is_good(identity: Identity) -> None:
    verify(MANIFEST, sign(MANIFEST, identity), identity.leaf)


def test_an_elliptic_signature_is_read_as_well() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([])
    leaf = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, SHA256())
    )
    builder = PKCS7SignatureBuilder().set_data(MANIFEST).add_signer(leaf, key, SHA256())
    options = [PKCS7Options.DetachedSignature, PKCS7Options.Binary]

    verify(MANIFEST, builder.sign(Encoding.DER, options), leaf)


def test_another_manifest_is_noticed(identity: Identity) -> None:
    with pytest.raises(ValueError, match="not over this manifest"):
        verify(MANIFEST + b" ", sign(MANIFEST, identity), identity.leaf)


def test_another_signer_is_noticed(identity: Identity) -> None:
    chain = make_chain(PASS_TYPE, TEAM, NOW)

    with pytest.raises(ValueError, match="not the certificate's"):
        verify(
            MANIFEST, sign(MANIFEST, identity), x509.load_pem_x509_certificate(chain.certificate)
        )


def test_a_signature_without_its_time_is_noticed(identity: Identity) -> None:
    builder = PKCS7SignatureBuilder().set_data(MANIFEST)
    signer = builder.add_signer(identity.leaf, identity.key, SHA256())
    options = [PKCS7Options.DetachedSignature, PKCS7Options.Binary, PKCS7Options.NoAttributes]

    with pytest.raises(ValueError, match="nothing that a phone can read"):
        verify(MANIFEST, signer.sign(Encoding.DER, options), identity.leaf)


@settings(max_examples=60, deadline=None)
@given(some.binary(max_size=200))
def test_what_is_no_signature_is_refused_and_nothing_worse(identity: Identity, data: bytes) -> None:
    with pytest.raises(ValueError):
        verify(MANIFEST, data, identity.leaf)


@settings(max_examples=60, deadline=None)
@given(some.data())
def test_no_beginning_of_a_signature_is_one(identity: Identity, data: some.DataObject) -> None:
    whole = sign(MANIFEST, identity)
    length = data.draw(some.integers(0, len(whole) - 1))

    with pytest.raises(ValueError):
        verify(MANIFEST, whole[:length], identity.leaf)
