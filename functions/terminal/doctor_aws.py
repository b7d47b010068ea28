"""How a doctor asks AWS: once, not for long, and what may not be asked is one warning."""

from collections.abc import Callable, Iterable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from functions.settings import Settings
from functions.terminal.findings import Finding

_PATIENCE = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
_DENIED = ("Denied", "Authorization", "Unauthorized")
_REACH = "aws sts get-caller-identity says whether AWS can be reached with these credentials"


def is_used(settings: Settings) -> bool:
    """Whether anything of this house is at AWS."""
    places = (settings.store, settings.published, settings.mail, settings.exports or ("", ""))
    return any(kind in ("dynamodb", "s3", "ses") for kind, _ in places)


def client(service: str, region: str | None = None) -> Any:
    """A client that gives up early; the environment says whose it is, as for the functions."""
    return boto3.client(service, region_name=region, config=_PATIENCE)  # type: ignore[call-overload]


def asked(
    subject: str, action: str, question: Callable[[], Iterable[Finding]]
) -> Iterable[Finding]:
    """What the question finds, or one warning: it needs ``action``, or AWS was not reached."""
    try:
        return list(question())
    except ClientError as refused:
        code = code_of(refused)
        if any(word in code for word in _DENIED):
            cure = f"allow {action} to whoever gives this command"
            return [Finding("warning", subject, f"may not be asked ({code})", cure)]
        return [Finding("warning", subject, f"AWS says {code}", _REACH)]
    except BotoCoreError as lost:
        seen = f"AWS does not answer ({type(lost).__name__})"
        return [Finding("warning", subject, seen, _REACH)]


def code_of(refused: ClientError) -> str:
    """AWS's own code, as in ``AccessDenied``."""
    return str(refused.response.get("Error", {}).get("Code", "")) or "nothing"
