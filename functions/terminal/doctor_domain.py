"""The one address at AWS: the certificate that CloudFront serves it with, and where DNS leads."""

import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from functions.settings import Settings
from functions.terminal.doctor_aws import asked, client
from functions.terminal.findings import Finding, patiently

REGION = "us-east-1"
"""CloudFront takes certificates from there alone."""
SOON = timedelta(days=30)
"""Amazon renews 60 days before the end, if the domain's record is still there."""
_CDN = ".cloudfront.net"
_KEEP = "Amazon renews it by itself while the DNS record that it asked for is there: put it back"

Resolve: TypeAlias = Callable[[str], tuple[str, frozenset[str]]]
"""The name that a name leads to in the end, and its addresses; raises ``OSError``."""


def resolve(host: str) -> tuple[str, frozenset[str]]:
    """As this machine sees it."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    return str(found[0][3]).rstrip("."), frozenset(str(one[4][0]) for one in found)


def examine(settings: Settings, now: datetime, where: Resolve = resolve) -> Iterator[Finding]:
    """Nothing of an address that is this machine's own."""
    host = urlsplit(settings.url).hostname or ""
    if settings.is_local:
        return
    actions = "acm:ListCertificates and acm:DescribeCertificate"
    yield from asked("certificate", actions, lambda: [_certificate(host, now)])
    cdn = _distribution(settings.stage)
    yield patiently("dns", lambda: leads(host, cdn, where))


def _certificate(host: str, now: datetime) -> Finding:
    store = client("acm", REGION)
    pages = store.get_paginator("list_certificates").paginate()
    listed = [one for page in pages for one in page["CertificateSummaryList"]]
    arns = [one["CertificateArn"] for one in listed if one["DomainName"] == host]
    known = [store.describe_certificate(CertificateArn=arn)["Certificate"] for arn in arns]
    if not known:
        return Finding("warning", "certificate", f"Amazon has none for {host}", "make deploy")
    return lasts(min(known, key=lambda one: one["Status"] != "ISSUED"), now)


def lasts(certificate: Mapping[str, Any], now: datetime) -> Finding:
    """A certificate as Amazon describes it."""
    if certificate["Status"] != "ISSUED":
        options = certificate.get("DomainValidationOptions", [])
        records = [one["ResourceRecord"] for one in options if "ResourceRecord" in one]
        told = "; ".join(f"{one['Name']} CNAME {one['Value']}" for one in records)
        cure = f"give the domain this DNS record: {told}" if told else "make deploy says what"
        return Finding("wrong", "certificate", f"is not issued ({certificate['Status']})", cure)
    ends = certificate["NotAfter"]
    seen = f"ends on {ends:%Y-%m-%d}, in {(ends - now).days} days"
    if ends <= now:
        return Finding("wrong", "certificate", f"has ended on {ends:%Y-%m-%d}", _KEEP)
    if ends - now < SOON:
        return Finding("warning", "certificate", seen, _KEEP)
    return Finding("ok", "certificate", seen)


def _distribution(stage: str) -> str:
    """CloudFront's own name for it, if the stack may be asked."""
    found: list[str] = []

    def outputs() -> Iterator[Finding]:
        stack = client("cloudformation").describe_stacks(StackName=f"poincon-{stage}")["Stacks"][0]
        told = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}
        found.append(told.get("DistributionDomain", ""))
        yield from ()

    asked("dns", "cloudformation:DescribeStacks", outputs)
    return next(iter(found), "")


def leads(host: str, cdn: str, where: Resolve) -> Finding:
    """An ALIAS record shows no name: it is known by the addresses that it shares with the CDN."""
    cure = f"give it this DNS record: {host} CNAME {cdn or 'the distribution that deploy names'}"
    try:
        name, addresses = where(host)
    except OSError:
        return Finding("warning", "dns", f"{host} has no address", cure)
    if name == cdn or name.endswith(_CDN) or addresses & _addresses(cdn, where):
        return Finding("ok", "dns", f"{host} leads to the CDN")
    return Finding("warning", "dns", f"{host} leads to {name or 'another place'}", cure)


def _addresses(host: str, where: Resolve) -> frozenset[str]:
    try:
        return where(host)[1] if host else frozenset()
    except OSError:
        return frozenset()
