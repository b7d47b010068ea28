"""Waking the sweep at once: on AWS, an asynchronous call of the jobs function."""

import json
import logging
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

log = logging.getLogger("poincon")

# A scan waits for this call: one short try, and else the sweep of the next minute.
IMPATIENCE = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})


class LambdaNudge:
    """Fulfils ``ports.Nudge``: if it fails, the sweep of the next minute does the work."""

    def __init__(self, client: "LambdaClient", function: str, command: str) -> None:
        self._client = client
        self._function = function
        self._payload = json.dumps({"command": command}).encode()

    def __call__(self) -> None:
        """Ask for a sweep; AWS takes the request and runs it when we are done."""
        try:
            self._client.invoke(
                FunctionName=self._function, InvocationType="Event", Payload=self._payload
            )
        except (ClientError, BotoCoreError):
            log.warning("nudge-failed")
