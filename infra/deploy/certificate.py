"""The certificate of the one address, by which CloudFront serves it over TLS.

CloudFront takes it from us-east-1 alone, and Amazon issues it once a DNS record shows whose domain
it is: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
"""

from hashlib import sha256
from typing import Any

from infra.deploy.stages import Stage

REGION = "us-east-1"


class NotYet(Exception):
    """Somebody has to do something outside, and then deploy again; the sentence says what."""


def arn(client: Any, stage: Stage) -> str | None:
    """The certificate of this domain that is issued; ``None`` where there is none."""
    return _listed(client, stage, "ISSUED")


def ask(client: Any, stage: Stage) -> str:
    """The issued certificate, or ``NotYet`` with the record that Amazon waits for."""
    issued = arn(client, stage)
    if issued:
        return issued
    asked = _listed(client, stage, "PENDING_VALIDATION") or _request(client, stage)
    found = client.describe_certificate(CertificateArn=asked)["Certificate"]
    if found["Status"] == "ISSUED":
        return asked
    records = [one.get("ResourceRecord") for one in found.get("DomainValidationOptions", [])]
    if not any(records):
        raise NotYet("Amazon prepares the certificate: deploy again in a minute.")
    told = "\n".join(f"    {one['Name']} CNAME {one['Value']}" for one in records if one)
    raise NotYet(
        f"Amazon asks whether {stage.domain} is yours. Give your domain this DNS record, once and\n"
        f"for good, and deploy again when it is there (some minutes later):\n{told}"
    )


def _listed(client: Any, stage: Stage, status: str) -> str | None:
    pages = client.get_paginator("list_certificates").paginate(CertificateStatuses=[status])
    found = [one for page in pages for one in page["CertificateSummaryList"]]
    return next((one["CertificateArn"] for one in found if one["DomainName"] == stage.domain), None)


def _request(client: Any, stage: Stage) -> str:
    made = client.request_certificate(
        DomainName=stage.domain,
        ValidationMethod="DNS",
        IdempotencyToken=sha256(stage.domain.encode()).hexdigest()[:32],
        Tags=[{"Key": "poincon", "Value": stage.name}],
    )
    return str(made["CertificateArn"])
