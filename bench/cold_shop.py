"""A shop on an emulated AWS, and what its functions are asked first: real cards, real tokens."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import boto3

from functions import settings, wiring
from functions.journeys.join import Application, join
from functions.journeys.pair import offer, pair
from functions.records import Member, Role
from functions.store.dynamodb import create_table
from functions.web import tokens
from infra.deploy.environment import environment
from infra.deploy.secrets import PROGRAM, make
from infra.deploy.stages import Stage
from loyalty.entry import CardId, instant_text
from passes.card_code import seal
from tests.builders import program_data
from tests.contracts.emulators import MINISTACK, NOBODY, REGION, running

TABLE = "poincon-bench"
STAGE = Stage(
    name="bench",
    region=REGION,
    domain="cards.example.net",
    sender="cards@example.net",
    programs=(),
)
OUTPUTS = {
    "UrlSetting": STAGE.url,
    "StoreSetting": f"dynamodb:{TABLE}",
    "PublishedSetting": "s3:poincon-bench-pages",
    "MailSetting": "ses:",
    "ExportsSetting": "s3:poincon-bench-exports",
    "DeploymentsBucket": "poincon-bench-deployments",
    "DeadLettersArn": f"arn:aws:sqs:{REGION}:000000000000:poincon-bench",
}
"""What the stack would say."""

FUNCTIONS = environment(STAGE, OUTPUTS, frozenset({PROGRAM}))
"""What each function is told at its start, as ``make deploy`` tells it."""


@contextmanager
def shop() -> "Iterator[FirstShop]":
    """Open while the emulator runs, which knows no permissions and no functions."""
    if MINISTACK.missing:
        raise SystemExit(MINISTACK.missing)
    with TemporaryDirectory() as folder, running(MINISTACK, Path(folder)) as address:
        aws = {
            **NOBODY,
            "AWS_ENDPOINT_URL": address,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        with patch.dict(os.environ, aws):
            create_table(boto3.client("dynamodb"), TABLE)
            make(boto3.client("ssm"), STAGE)
            yield FirstShop(aws)


class FirstShop:
    """One program, one till and one owner's phone; each card is new."""

    def __init__(self, aws: Mapping[str, str]) -> None:
        self.aws = aws
        house = wiring.build(settings.read({**os.environ, **FUNCTIONS["till"]}))
        self._services = house.services
        self._program = self._services.programs.publish(program_data(), self._services.clock())
        self._bearers = {role: self._paired(role) for role in ("till", "owner")}

    @property
    def item(self) -> dict[str, Any]:
        """One that is there, and how it is asked for."""
        key = {"pk": {"S": f"P#{self._program.id}"}, "sk": {"S": "bare"}}
        boto3.client("dynamodb").put_item(TableName=TABLE, Item=key)
        return {"TableName": TABLE, "Key": key}

    def scan(self) -> dict[str, Any]:
        """A stamp on a card that is in a wallet, so that the jobs are to be woken as well."""
        card = self._card()
        self._services.outbox.attach(
            self._services.cards.head(self._program.id, card), "google", attached=True
        )
        now = instant_text(self._services.clock())
        body = {"code": self._sealed("scan", card), "made_at": now, "sent_at": now}
        headers = {"content-type": "application/json", "idempotency-key": secrets.token_hex(16)}
        return _event("POST", "/v1/till/earns", self._bearers["till"] | headers, json.dumps(body))

    def ask(self, function: str) -> dict[str, Any]:
        """What each function is asked that needs the store and writes nothing."""
        if function == "jobs":
            return {"command": "functions.jobs.sweep"}
        if function == "public":
            return _event("GET", f"/c/{self._program.id}/{self._sealed('card-page', self._card())}")
        path = {"till": "/v1/till/program", "owner": "/v1/owner/overview"}[function]
        return _event("GET", path, self._bearers[function])

    def _paired(self, role: Role) -> dict[str, str]:
        services = self._services
        code = offer(services, self._program.id, role, self._program.shops[0].id).code
        device = pair(services, role, code, "Comptoir").device
        token = tokens.issue(services.keys, device, services.clock())
        return {"authorization": f"Bearer {token}"}

    def _card(self) -> CardId:
        ada = Member(first_name="Ada", language="fr")
        form = Application(member=ada, accepts_terms=True, accepts_messages=False)
        return join(self._services, self._program, form)

    def _sealed(self, purpose: Any, card: CardId) -> str:
        return seal(self._services.keys, purpose, self._program.id, card)


def _event(
    method: str, path: str, headers: Mapping[str, str] | None = None, body: str = ""
) -> dict[str, Any]:
    """As an HTTP API hands a request on, in its version 2.0."""
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": STAGE.domain, **(headers or {})},
        "requestContext": {"http": {**http, "userAgent": ""}, "stage": "$default"},
        "body": body,
        "isBase64Encoded": False,
    }
