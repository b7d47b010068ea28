"""``poincon doctor`` on Google Wallet, against a stand-in of its service that speaks real HTTP."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from functions import settings
from functions.settings import GoogleSettings, Settings
from functions.terminal.doctor_google import examine
from functions.terminal.findings import Finding
from loyalty.program import Program
from passes.google.account import Account, development_account
from passes.google.resources import class_id
from passes.google.rest import WalletApi
from tests.builders import at
from tests.passes.google.sample import ISSUER
from tests.passes.google.wallet_server import WalletServer, refusal
from tests.shop import OPENED, Shop, environment

pytestmark = pytest.mark.server

EMAIL = "cards@poincon-1.iam.gserviceaccount.com"
KNOWN = class_id(ISSUER, "cafe-poincon")


@pytest.fixture(name="account", scope="module")
def _account() -> Account:
    made = development_account()
    return replace(made, issuer_id=ISSUER, client_email=EMAIL, development=False)


@pytest.fixture(name="google")
def _google(account: Account) -> Iterator[WalletServer]:
    server = WalletServer(account, lambda: at(OPENED)).start()
    yield server
    server.stop()


def file_of(account: Account) -> str:
    """As Google hands it out."""
    key = account.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    members = {
        "type": "service_account",
        "client_email": account.client_email,
        "private_key": key,
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    return json.dumps(members)


def told(folder: Path, account: str | None, url: str = "https://cards.example.org") -> Settings:
    known = settings.read(environment(folder, "sqlite:") | {"POINCON_URL": url})
    given = GoogleSettings(issuer=ISSUER, account=account) if account else None
    return replace(known, google=given)


def looked(
    house: Settings, google: WalletServer, programs: list[Program], token_uri: str = ""
) -> list[Finding]:
    with httpx.Client(trust_env=False, verify=False) as web:

        def api(account: Account) -> WalletApi:
            here = replace(account, token_uri=token_uri or google.token_uri)
            return WalletApi(here, client=web, clock=lambda: at(OPENED), base_url=google.base_url)

        return list(examine(house, programs, api))


def summary(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.verdict, one.subject) for one in found]


def test_an_account_that_works_is_ok_with_and_without_a_class(
    shop: Shop, tmp_path: Path, account: Account, google: WalletServer
) -> None:
    house = told(tmp_path, file_of(account))
    before = looked(house, google, [shop.program])
    google.held["loyaltyClass"][KNOWN] = {"id": KNOWN}
    after = looked(house, google, [shop.program])

    assert summary(before) == [("ok", one) for one in ("account", "issuer", "token", "class")]
    assert before[-1].seen == "cafe-poincon has none yet: its first card makes it"
    assert after[-1].seen == "cafe-poincon is at Google"
    assert set(google.methods) == {"GET"}


def test_nothing_secret_is_said(
    shop: Shop, tmp_path: Path, account: Account, google: WalletServer
) -> None:
    said = str(looked(told(tmp_path, file_of(account)), google, [shop.program]))

    assert EMAIL in said and "PRIVATE KEY" not in said and "token-1" not in said


def test_a_key_that_google_refuses_is_wrong_and_nothing_more_is_asked(
    shop: Shop, tmp_path: Path, account: Account, google: WalletServer
) -> None:
    other = replace(account, client_email="somebody@else-1.iam.gserviceaccount.com")

    found = looked(told(tmp_path, file_of(other)), google, [shop.program])

    assert summary(found)[-1] == ("wrong", "token") and "step 2" in found[-1].cure
    assert google.calls == []


def test_an_account_that_is_not_invited_is_wrong(
    shop: Shop, tmp_path: Path, account: Account, google: WalletServer
) -> None:
    google.refusals.append(refusal(403, "permissionDenied"))

    found = looked(told(tmp_path, file_of(account)), google, [shop.program])

    assert summary(found)[-1] == ("wrong", "class")
    assert "permissionDenied" in found[-1].seen and "step 3" in found[-1].cure


@pytest.mark.parametrize("status", [429, 503])
def test_google_that_is_busy_is_a_warning(
    shop: Shop, tmp_path: Path, account: Account, google: WalletServer, status: int
) -> None:
    google.token_refusals.append(refusal(status))

    found = looked(told(tmp_path, file_of(account)), google, [shop.program])

    assert summary(found)[-1] == ("warning", "token") and "443" in found[-1].cure


def test_nobody_there_is_a_warning(
    shop: Shop, tmp_path: Path, account: Account, google: WalletServer
) -> None:
    nowhere = "http://127.0.0.1:9/token"

    found = looked(told(tmp_path, file_of(account)), google, [shop.program], nowhere)

    assert summary(found)[-1] == ("warning", "token") and "ConnectError" in found[-1].seen


def test_without_an_account_cards_are_pages(tmp_path: Path, google: WalletServer) -> None:
    (found,) = looked(told(tmp_path, None), google, [])

    assert found.verdict == "warning" and "docs/operating.md" in found.cure


@pytest.mark.parametrize("given", ["no JSON", "{}", '{"type": "authorized_user"}'])
def test_a_file_of_no_use_is_said_member_by_member(
    tmp_path: Path, google: WalletServer, given: str
) -> None:
    found = looked(told(tmp_path, given), google, [])

    assert found and {one.verdict for one in found} == {"wrong"}
    assert all(one.subject == "account" and one.cure for one in found)


def test_an_address_of_this_machine_is_a_warning(
    tmp_path: Path, account: Account, google: WalletServer
) -> None:
    house: Any = told(tmp_path, file_of(account), "http://127.0.0.1:8000")

    found = looked(house, google, [])

    assert ("warning", "address") in summary(found)
