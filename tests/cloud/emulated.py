"""The emulator, with two things set right: run by its own Python, in place of its command.

AWS judges ssm:GetParameters by the parameters that are asked for, and ses:SendEmail by the identity
that sends; the emulator knows neither, and takes both for questions about ``*``.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
"""

import json
import sys
from typing import Any

from ministack import app  # type: ignore[import-not-found]
from ministack.core import iam_actions  # type: ignore[import-not-found]

_judged = iam_actions.extract_resource_arn


def judged(
    service: str,
    method: str,
    path: str,
    headers: Any,
    body: bytes,
    query: Any,
    region: str,
    account: str,
) -> str:
    """The resource that a permission must name; of several parameters the first."""
    resource: str = _judged(service, method, path, headers, body, query, region, account)
    if resource != "*":
        return resource
    if service == "ssm":
        names = json.loads(body or b"{}").get("Names") or []
        return f"arn:aws:ssm:{region}:{account}:parameter{names[0]}" if names else resource
    if service == "ses" and path.endswith("/outbound-emails"):
        domain = str(json.loads(body)["FromEmailAddress"]).rpartition("@")[2]
        return f"arn:aws:ses:{region}:{account}:identity/{domain}"
    return resource


if __name__ == "__main__":
    iam_actions.extract_resource_arn = judged
    sys.exit(app.main())
