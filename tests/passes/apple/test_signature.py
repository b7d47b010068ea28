"""A signature from its form is, to the byte, what cryptography would have written."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from passes.apple import signature
from passes.apple.identity import Identity
from passes.apple.signature import sign

MANIFESTS = (b"", b"{}", b'{"icon.png":"0"}' * 50, b'{\n "pass.json": "1"\r\n}\n')


def time_of(written: bytes) -> datetime:
    """When it was signed, from its signed attributes."""
    start = written.index(bytes.fromhex("2a864886f70d010905")) + 13
    text = written[start : start + 13].decode()
    return datetime.strptime(text, "%y%m%d%H%M%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_the_filled_form_is_what_the_library_writes(identity: Identity, manifest: bytes) -> None:
    written = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(manifest)
        .add_signer(identity.leaf, identity.key, signature.SHA256())
        .add_certificate(identity.intermediate)
        .sign(signature.Encoding.DER, signature._OPTIONS)
    )

    form = signature._form(identity)

    assert form is not None and form.filled(manifest, time_of(written)) == written


def test_it_is_signed_now(identity: Identity) -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    said = time_of(sign(b"{}", identity))

    assert before <= said <= datetime.now(UTC)


def test_an_elliptic_key_signs_without_a_form(identity: Identity) -> None:
    elliptic = replace(identity, key=ec.generate_private_key(ec.SECP256R1()))

    assert signature._form(elliptic) is None
    assert pkcs7.load_der_pkcs7_certificates(sign(b"{}", elliptic))


def test_a_form_that_is_not_understood_is_not_used(
    identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signature, "_SIGNING_TIME", b"a time in another form")
    another = replace(identity)

    assert signature._form(another) is None
    assert len(pkcs7.load_der_pkcs7_certificates(sign(b"{}", another))) == 2
