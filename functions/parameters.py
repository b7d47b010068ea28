"""Settings in AWS Systems Manager Parameter Store, asked for ten at a time, all at once.

Values are handed on and kept nowhere else; of what goes wrong only AWS's code is told.
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions.sources import Found, Unread

MOST_NAMES = 10
"""So many one question may name."""

_OF_ONE = ("AccessDeniedException", "ValidationException")
"""One name may be wrong, and AWS refuses all that are asked for with it."""

_TWICE: Any = {"mode": "standard", "total_max_attempts": 2}
_PATIENCE = Config(connect_timeout=1, read_timeout=2, retries=_TWICE)
"""A request may be waiting for the answer: it takes milliseconds, or is not waited for."""


class ParameterStore:
    """Asks through one client, made at the first question; later ones find it connected."""

    def __init__(self) -> None:
        self._client: Any = None

    def fetch(self, names: Collection[str]) -> Found:
        """Each name's value, decrypted, or why there is none; nothing that AWS says is raised."""
        found: dict[str, str | Unread] = {}
        ordered = sorted(set(names))
        for start in range(0, len(ordered), MOST_NAMES):
            found |= self._some(ordered[start : start + MOST_NAMES])
        return found

    def _some(self, names: Sequence[str]) -> Found:
        try:
            self._client = self._client or boto3.client("ssm", config=_PATIENCE)
            answer = self._client.get_parameters(Names=list(names), WithDecryption=True)
        except ClientError as refused:
            code = str(refused.response["Error"]["Code"])
            if code in _OF_ONE and len(names) > 1:
                return {name: one for alone in names for name, one in self._some([alone]).items()}
            return {name: _refused(name, code) for name in names}
        except BotoCoreError as lost:
            return {name: _lost(name, type(lost).__name__) for name in names}
        known = {name: one["Value"] for one in answer["Parameters"] for name in _names(one)}
        return {name: known.get(name) or _missing(name) for name in names}


def _names(parameter: Mapping[str, Any]) -> Iterator[str]:
    """What it may have been asked for by: its name or its ARN, of a version or label."""
    chosen = parameter.get("Selector", "")
    yield from (parameter[way] + chosen for way in ("Name", "ARN") if way in parameter)


def _missing(name: str) -> Unread:
    put = f"aws ssm put-parameter --type SecureString --name {name} --value file://<file>"
    return Unread(reason=f"is not in Parameter Store: {name}", hint=put)


def _refused(name: str, code: str) -> Unread:
    allow = f"allow ssm:GetParameters (and kms:Decrypt) for it: aws ssm get-parameter --name {name}"
    return Unread(reason=f"cannot be read from Parameter Store: {name}: {code}", hint=allow)


def _lost(name: str, what: str) -> Unread:
    hint = "reach AWS with credentials and a region: aws sts get-caller-identity"
    return Unread(reason=f"cannot be read from Parameter Store: {name}: {what}", hint=hint)
