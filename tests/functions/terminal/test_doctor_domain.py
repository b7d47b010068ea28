"""``poincon doctor`` on the certificate and the name of the one address at AWS."""

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.terminal.doctor_domain import Resolve, lasts, leads, resolve

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
HOST, CDN = "cards.example.org", "d1.cloudfront.net"


def issued(left: timedelta) -> dict[str, Any]:
    return {"Status": "ISSUED", "NotAfter": NOW + left}


@pytest.mark.parametrize(
    ("left", "verdict"),
    [
        (timedelta(days=30), "ok"),
        (timedelta(days=29, hours=23), "warning"),
        (timedelta(seconds=1), "warning"),
        (timedelta(), "wrong"),
        (timedelta(days=-3), "wrong"),
    ],
)
def test_a_certificate_is_renewed_long_before_its_end(left: timedelta, verdict: str) -> None:
    assert lasts(issued(left), NOW).verdict == verdict


def test_a_certificate_that_waits_names_its_record() -> None:
    record = {"Name": "_x.cards.example.org.", "Type": "CNAME", "Value": "_y.acm.aws."}
    waiting = {
        "Status": "PENDING_VALIDATION",
        "DomainValidationOptions": [{"ResourceRecord": record}],
    }

    found = lasts(waiting, NOW)

    assert found.verdict == "wrong" and "_x.cards.example.org. CNAME _y.acm.aws." in found.cure
    assert lasts({"Status": "FAILED"}, NOW).cure == "make deploy says what"


def names(**known: tuple[str, str]) -> Resolve:
    def where(host: str) -> tuple[str, frozenset[str]]:
        name, addresses = known.get(host.partition(".")[0]) or _nobody(host)
        return name, frozenset(addresses.split())

    return where


def _nobody(host: str) -> tuple[str, str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize(
    ("where", "cdn", "verdict"),
    [
        (names(cards=(CDN, "1.1.1.1")), CDN, "ok"),
        (names(cards=("d7.cloudfront.net", "1.1.1.1")), "", "ok"),
        (names(cards=(HOST, "1.1.1.1 2.2.2.2"), d1=(CDN, "2.2.2.2")), CDN, "ok"),
        (names(cards=(HOST, "1.1.1.1"), d1=(CDN, "2.2.2.2")), CDN, "warning"),
        (names(cards=(HOST, "1.1.1.1")), CDN, "warning"),
        (names(cards=(HOST, "1.1.1.1")), "", "warning"),
        (names(cards=("not-cloudfront.net", "1.1.1.1")), CDN, "warning"),
        (names(), CDN, "warning"),
    ],
)
def test_the_domain_leads_to_the_cdn_by_its_name_or_its_address(
    where: Resolve, cdn: str, verdict: str
) -> None:
    found = leads(HOST, cdn, where)

    assert found.verdict == verdict
    assert (f"{HOST} CNAME" in found.cure) == (verdict != "ok")


def test_this_machine_knows_itself() -> None:
    assert resolve("localhost")[1] & {"127.0.0.1", "::1"}
