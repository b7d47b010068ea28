"""The service account: what is read, what is refused, and what is never said."""

import json
import traceback
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from loyalty.errors import BadConfiguration
from passes.google.account import Account, development_account, development_key
from passes.google.save_link import decode, save_link
from tests.passes.google.sample import ISSUER

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


@pytest.fixture(name="pem", scope="module")
def _pem() -> str:
    return development_key()


def key_file(pem: str, **changes: object) -> str:
    members = {
        "type": "service_account",
        "private_key_id": "4f1c",
        "private_key": pem,
        "client_email": "poincon@cafe.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    merged = {**members, **changes}
    return json.dumps({name: value for name, value in merged.items() if value is not None})


def complaints(text: str, issuer_id: str = ISSUER) -> dict[str, str]:
    with pytest.raises(BadConfiguration) as refused:
        Account.load(text, issuer_id)
    errors = refused.value.facts["errors"]
    assert isinstance(errors, list)
    assert all(set(error) == {"path", "reason", "hint"} and error["hint"] for error in errors)
    return {error["path"]: error["reason"] for error in errors}


def test_googles_key_file_gives_an_account(pem: str) -> None:
    account = Account.load(key_file(pem), f" {ISSUER}\n")

    assert account.issuer_id == ISSUER
    assert account.client_email == "poincon@cafe.iam.gserviceaccount.com"
    assert account.key_id == "4f1c"
    assert not account.development


def test_everything_that_is_wrong_is_named_at_once() -> None:
    text = json.dumps({"type": "authorized_user", "client_email": "nobody"})

    assert complaints(text, "BCR2DN") == {
        "issuer_id": "is not an issuer number",
        "service_account.type": "cannot be used",
        "service_account.client_email": "cannot be used",
        "service_account.private_key": "is missing",
        "service_account.token_uri": "is missing",
    }


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", '"text"'])
def test_a_text_that_is_no_key_file_is_one_complaint(text: str) -> None:
    assert complaints(text) == {"service_account": "is not a JSON object"}


@pytest.mark.parametrize("member", ["type", "client_email", "private_key", "token_uri"])
def test_each_missing_member_is_named(pem: str, member: str) -> None:
    assert complaints(key_file(pem, **{member: None})) == {
        f"service_account.{member}": "is missing"
    }


def test_a_token_address_without_https_is_refused(pem: str) -> None:
    text = key_file(pem, token_uri="http://oauth2.googleapis.com/token")

    assert complaints(text) == {"service_account.token_uri": "cannot be used"}


def test_a_key_of_another_kind_is_refused(pem: str) -> None:
    elliptic = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )

    text = key_file(pem, private_key=elliptic.decode())

    assert complaints(text) == {"service_account.private_key": "cannot be used"}


def test_the_key_is_said_neither_by_an_error_nor_by_the_account(pem: str) -> None:
    broken = pem.replace("-----BEGIN", "----BEGIN")
    secret = pem.splitlines()[3]

    with pytest.raises(BadConfiguration) as refused:
        Account.load(key_file(broken)[:-1], ISSUER)

    assert secret not in "".join(traceback.format_exception(refused.value))
    assert refused.value.__context__ is None
    assert secret not in repr(Account.load(key_file(pem), ISSUER))


def test_a_development_account_comes_back_from_its_key(pem: str) -> None:
    link = save_link(development_account(pem), "0.card", "0.cafe", now=NOW)

    again = development_account(pem)

    assert decode(link, again)["iss"] == again.client_email
    assert again.development
    assert again.client_email.endswith(".invalid")


def test_a_broken_development_key_says_what_to_do() -> None:
    with pytest.raises(BadConfiguration, match="development_key"):
        development_account("")
