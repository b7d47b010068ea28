"""Waking whoever tells the wallets: on AWS, an asynchronous call of the jobs function."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions.wallets.errand import Errand
from loyalty.entry import CardId

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

log = logging.getLogger("poincon")

# A scan waits for this call: one short try, and else the sweep once the claim has run out.
IMPATIENCE = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})


class LambdaNudge:
    """Fulfils ``ports.Nudge``: if it fails, a sweep does the work."""

    def __init__(self, client: "LambdaClient", function: str, command: str) -> None:
        self._client = client
        self._function = function
        self._command = command

    def __call__(self, program: str, card: CardId, until: datetime | None) -> None:
        """Ask for it; AWS takes the request and runs it when we are done."""
        event = Errand(program=program, card=card, until=until).event(self._command)
        ask(self._client, self._function, event)


def ask(client: "LambdaClient", function: str, event: Mapping[str, str]) -> None:
    """Wake a function, once and without waiting for it; that it could not be is logged."""
    try:
        client.invoke(
            FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode()
        )
    except (ClientError, BotoCoreError):
        log.warning("nudge-failed")
