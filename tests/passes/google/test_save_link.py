"""The skinny link: ids, a signature, and nothing of a person."""

from dataclasses import replace
from datetime import UTC, datetime

import jwt
import pytest

from passes.google.account import Account, development_account
from passes.google.resources import class_id, object_id
from passes.google.save_link import SAVE_URL, decode, save_link
from tests.passes.google.sample import CARD, ISSUER

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
OBJECT = object_id(ISSUER, CARD.serial)
CLASS = class_id(ISSUER, CARD.program_id)


@pytest.fixture(name="link")
def _link(account: Account) -> str:
    return save_link(account, OBJECT, CLASS, now=NOW)


def test_the_link_decodes_to_exactly_the_ids(account: Account, link: str) -> None:
    assert decode(link, account) == {
        "iss": account.client_email,
        "aud": "google",
        "typ": "savetowallet",
        "iat": int(NOW.timestamp()),
        "origins": [],
        "payload": {"loyaltyObjects": [{"id": OBJECT, "classId": CLASS}]},
    }


def test_the_link_is_short_and_needs_no_escaping(link: str) -> None:
    assert len(link) < 900
    assert link.removeprefix(SAVE_URL).replace(".", "").replace("-", "").replace("_", "").isalnum()


def test_the_link_names_its_algorithm(link: str) -> None:
    header = jwt.get_unverified_header(link.removeprefix(SAVE_URL))

    assert header == {"alg": "RS256", "typ": "JWT"}


def test_a_link_signed_by_another_key_is_refused(link: str) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        decode(link, development_account())


def test_a_link_in_anothers_name_is_refused(account: Account) -> None:
    other = replace(account, client_email="else@example.iam.gserviceaccount.com")

    with pytest.raises(jwt.InvalidIssuerError):
        decode(save_link(other, OBJECT, CLASS, now=NOW), account)


@pytest.mark.parametrize("claim", ["aud", "iat", "iss", "payload", "typ"])
def test_a_link_that_lacks_a_claim_is_refused(account: Account, link: str, claim: str) -> None:
    claims = decode(link, account)
    del claims[claim]

    with pytest.raises(jwt.MissingRequiredClaimError):
        decode(SAVE_URL + jwt.encode(claims, account.key, algorithm="RS256"), account)


def test_another_address_is_no_save_link(account: Account, link: str) -> None:
    elsewhere = link.replace("pay.google.com", "pay.example.com")

    with pytest.raises(ValueError, match="save link"):
        decode(elsewhere, account)
