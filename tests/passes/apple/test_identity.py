"""Who signs: what is accepted, and every way in which the files do not fit together."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.errors import BadConfiguration
from passes.apple import development
from passes.apple.development import DevelopmentChain, make_chain
from passes.apple.identity import Identity
from tests.passes.apple.sample import NOW, PASS_TYPE, TEAM

YEAR = timedelta(days=365)


def load(chain: DevelopmentChain, **changes: Any) -> Identity:
    files = {
        "certificate": chain.certificate,
        "key": chain.key,
        "intermediate": chain.intermediate,
    }
    named = {"pass_type_id": PASS_TYPE, "team_id": TEAM}
    return Identity.load(**{**files, **named, **changes})


def refused(chain: DevelopmentChain, **changes: Any) -> dict[str, str]:
    with pytest.raises(BadConfiguration) as refusal:
        load(chain, **changes)
    errors = refusal.value.facts["errors"]
    assert isinstance(errors, list)
    assert all(error["hint"] for error in errors)
    return {error["path"]: error["reason"] for error in errors}


@pytest.fixture(name="other", scope="module")
def _other() -> DevelopmentChain:
    return make_chain(PASS_TYPE, TEAM, NOW)


def test_a_development_chain_is_accepted_and_known_as_such(chain: DevelopmentChain) -> None:
    identity = load(chain)

    assert identity.development
    assert identity.pass_type_id == PASS_TYPE
    assert identity.expires_at == NOW + YEAR


def test_the_development_certificate_carries_what_apples_carries(identity: Identity) -> None:
    extensions = identity.leaf.extensions
    named = extensions.get_extension_for_oid(ObjectIdentifier("1.2.840.113635.100.6.1.16")).value
    purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value

    assert isinstance(named, x509.UnrecognizedExtension)
    assert named.value == bytes([0x0C, len(PASS_TYPE)]) + PASS_TYPE.encode()
    oids = {purpose.dotted_string for purpose in purposes}
    assert oids == {"1.3.6.1.5.5.7.3.2", "1.2.840.113635.100.4.14"}


def test_an_encrypted_key_opens_with_its_password_only(chain: DevelopmentChain) -> None:
    secret = load_pem_private_key(chain.key, None).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"halles")
    )

    assert load(chain, key=secret, key_password=b"halles").pass_type_id == PASS_TYPE
    assert refused(chain, key=secret) == {"apple.key": "is locked by a password"}
    assert refused(chain, key=secret, key_password=b"wrong") == {"apple.key": "cannot be read"}
    unlocked = refused(chain, key_password=b"halles")
    assert unlocked == {"apple.key": "is not locked by a password"}


AUTHORITY = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Some Authority G4")])
HOLDER = x509.Name(
    [
        x509.NameAttribute(NameOID.USER_ID, PASS_TYPE),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TEAM),
    ]
)
FOR_PASSES = x509.ExtendedKeyUsage([ObjectIdentifier("1.2.840.113635.100.4.14")])
MARKED = x509.UnrecognizedExtension(
    ObjectIdentifier("1.2.840.113635.100.6.1.16"), b"\x0c\x17" + PASS_TYPE.encode()
)


def elliptic_chain(*extensions: x509.ExtensionType) -> DevelopmentChain:
    """Issued by somebody else than us, for an elliptic key."""
    issuer_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    return DevelopmentChain(
        root=b"",
        intermediate=certificate(AUTHORITY, issuer_key, issuer_key),
        certificate=certificate(HOLDER, leaf_key, issuer_key, *extensions),
        key=leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *extensions: x509.ExtensionType,
) -> bytes:
    builder = x509.CertificateBuilder(AUTHORITY, subject, key.public_key(), 1)
    dated = builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=30))
    for extension in extensions:
        dated = dated.add_extension(extension, critical=False)
    return dated.sign(issuer_key, SHA256()).public_bytes(Encoding.PEM)


def test_an_elliptic_key_is_accepted_and_another_authority_is_no_development() -> None:
    assert not load(elliptic_chain(FOR_PASSES, MARKED)).development


@pytest.mark.parametrize(
    ("extensions", "reason"),
    [
        ((), "is not meant for signing passes"),
        ((MARKED,), "is not meant for signing passes"),
        (
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), MARKED),
            "is not meant for signing passes",
        ),
        ((FOR_PASSES,), f"does not carry the mark of '{PASS_TYPE}'"),
        (
            (FOR_PASSES, x509.UnrecognizedExtension(MARKED.oid, b"\x0c\x09pass.fr.x")),
            f"does not carry the mark of '{PASS_TYPE}'",
        ),
    ],
)
def test_a_certificate_for_another_purpose_is_refused(
    extensions: tuple[x509.ExtensionType, ...], reason: str
) -> None:
    assert refused(elliptic_chain(*extensions)) == {"apple.certificate": reason}


def test_the_certificate_ends_first_as_a_rule(identity: Identity) -> None:
    assert (identity.ends_first, identity.expires_at) == ("certificate", NOW + YEAR)


def test_an_intermediate_that_ends_first_is_named_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(development, "_YEAR", timedelta(days=20))
    above = make_chain(PASS_TYPE, TEAM, NOW - timedelta(days=190))
    monkeypatch.setattr(development, "_YEAR", YEAR)
    leaf = make_chain(PASS_TYPE, TEAM, NOW)

    identity = replace(load(leaf), intermediate=load(above).intermediate)

    assert identity.ends_first == "intermediate"
    (late,) = identity.out_of_date(NOW + timedelta(days=10))
    assert late["path"] == "apple.intermediate" and "made anew" in late["hint"]


def test_another_pass_type_and_another_team_are_both_named(chain: DevelopmentChain) -> None:
    wrong = refused(chain, pass_type_id="pass.fr.other", team_id="ZZZZZZZZZZ")

    assert wrong == {
        "apple.pass_type_id": f"is 'pass.fr.other', but the certificate is for '{PASS_TYPE}'",
        "apple.team_id": f"is 'ZZZZZZZZZZ', but the certificate is for '{TEAM}'",
    }


@pytest.mark.parametrize(
    ("now", "reasons"),
    [
        (NOW, []),
        (NOW + YEAR - timedelta(seconds=1), []),
        (NOW + YEAR, ["expired on 2027-02-03"]),
        (NOW + 11 * YEAR, ["expired on 2027-02-03", "expired on 2036-02-01"]),
        (NOW - timedelta(days=2), ["is valid only from 2026-02-02 10:00 UTC"] * 2),
    ],
)
def test_what_is_out_of_date_is_asked_for_by_whoever_has_a_clock(
    identity: Identity, now: datetime, reasons: list[str]
) -> None:
    assert [one["reason"] for one in identity.out_of_date(now)] == reasons


def test_an_identity_is_good_from_its_start_to_its_end(identity: Identity) -> None:
    assert identity.starts_at == NOW - timedelta(days=1)
    assert identity.expires_at == NOW + YEAR


def test_the_key_of_another_certificate_is_refused(
    chain: DevelopmentChain, other: DevelopmentChain
) -> None:
    wrong = refused(chain, key=other.key)

    assert wrong == {"apple.key": "does not belong to the certificate"}


def test_an_elliptic_key_for_an_rsa_certificate_is_refused(chain: DevelopmentChain) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    assert refused(chain, key=pem) == {"apple.key": "does not belong to the certificate"}


def test_the_intermediate_of_another_generation_is_refused(
    chain: DevelopmentChain, other: DevelopmentChain
) -> None:
    wrong = refused(chain, intermediate=other.intermediate)

    assert wrong == {"apple.intermediate": "did not issue the certificate"}


def test_everything_that_cannot_be_read_is_named_at_once(chain: DevelopmentChain) -> None:
    wrong = refused(chain, certificate=b"one", key=b"two", intermediate=b"three")

    assert set(wrong) == {"apple.certificate", "apple.key", "apple.intermediate"}


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_damaged_certificate_is_refused_and_nothing_else_comes_of_it(
    chain: DevelopmentChain, data: st.DataObject
) -> None:
    """Any other error would stop the start, and tills with it."""
    der = bytearray(der_of(chain.certificate))
    for place in data.draw(st.lists(st.integers(0, len(der) - 1), min_size=1, max_size=3)):
        der[place] = data.draw(st.integers(0, 255))

    with suppress(BadConfiguration):
        load(chain, certificate=bytes(der)).out_of_date(NOW)


def der_of(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def test_a_long_pass_type_still_makes_a_readable_extension() -> None:
    name = "pass." + "long-name." * 14 + "fr"
    chain = make_chain(name, TEAM, NOW)

    leaf = x509.load_pem_x509_certificate(chain.certificate)

    found = leaf.extensions.get_extension_for_oid(ObjectIdentifier("1.2.840.113635.100.6.1.16"))
    assert isinstance(found.value, x509.UnrecognizedExtension)
    assert found.value.value == bytes([0x0C, 0x81, len(name)]) + name.encode()
