"""A clock that moves when told, an account, a server for it, and the product's client of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from passes.google.account import Account, development_account
from passes.google.rest import WalletApi
from tests.passes.google.sample import ISSUER
from tests.passes.google.wallet_server import WalletServer


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_minutes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock(datetime(2026, 2, 3, 10, 0, tzinfo=UTC))


@pytest.fixture(name="account", scope="session")
def _account() -> Account:
    email = "poincon-cartes@cafe-des-halles-481516.iam.gserviceaccount.com"
    throwaway = development_account()
    return replace(throwaway, issuer_id=ISSUER, client_email=email, development=False)


@pytest.fixture(name="server")
def _server(account: Account, clock: Clock) -> Iterator[WalletServer]:
    server = WalletServer(account, clock).start()
    yield server
    server.stop()


@pytest.fixture(name="client")
def _client() -> Iterator[httpx.Client]:
    # Plain HTTP on this machine: reading the certificate authorities would take longest.
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture(name="api")
def _api(account: Account, server: WalletServer, client: httpx.Client, clock: Clock) -> WalletApi:
    at_server = replace(account, token_uri=server.token_uri)
    return WalletApi(at_server, client=client, clock=clock, base_url=server.base_url)
