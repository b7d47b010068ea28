"""The stack's parameters: what the stage says, and what was found out in the account before."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy import certificate
from infra.deploy.stack import Stack
from infra.deploy.stages import SERVED, Stage

ORIGINS = {name: f"{name.title()}Origin" for name in SERVED}


def parameters(stack: Stack, stage: Stage, ses: Any) -> dict[str, str]:
    """All but what it is served with; how long logs are kept stays as somebody set it by hand."""
    days = stack.parameters().get("LogDays")
    return {
        "Stage": stage.name,
        "DomainName": stage.domain,
        "SenderDomain": stage.sender_domain,
        "MailIdentityIsOurs": "true" if _is_ours(stack, stage, ses) else "false",
        "TableInUse": stage.table_in_use,
        "AttentionMail": stage.attention,
        "BudgetUsd": str(stage.budget_usd),
        **({"LogDays": days} if days else {}),
    }


def served(before: Mapping[str, str], stage: Stage, acm: Any) -> dict[str, str]:
    """What it was served with before, if it was.

    Its address changes together with the certificate, and is the old one until that is issued.
    """
    if not before.get("CertificateArn"):
        return {}
    found = {name: before[name] for name in ("CertificateArn", "DomainName", *ORIGINS.values())}
    if found["DomainName"] != stage.domain and (issued := certificate.arn(acm, stage)):
        found |= {"CertificateArn": issued, "DomainName": stage.domain}
    return found


def _is_ours(stack: Stack, stage: Stage, ses: Any) -> bool:
    """An account has one identity of a domain in a region, which may be another's already."""
    if stack.resource("MailIdentity") == stage.sender_domain:
        return True
    try:
        ses.get_email_identity(EmailIdentity=stage.sender_domain)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NotFoundException":
            return True
        raise
    return False
