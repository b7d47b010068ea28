"""The log: a line for each request, and in none of them a name, a code or a token."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

from functions import logs
from functions.journeys import tell_wallets
from functions.tour.bundle import Bundle
from tests.shop import Shop


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Logging as a running function configures it; as it was before, afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("poincon")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    root.handlers = []
    with redirect_stdout(io.StringIO()) as written:
        logs.configure()
    try:
        yield written
    finally:
        root.handlers = handlers
        root.setLevel(levels[0])
        ours.setLevel(levels[1])


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_each_request_is_one_line(shop: Shop) -> None:
    with logged() as written:
        refused = shop.web.get("/v1/till/program")
        shop.web.get("/v1/nothing")

    first, second = lines(written)
    assert set(first) == {
        *("at", "level", "event", "request_id", "method", "operation", "status", "ms", "cold"),
    }
    assert (first["event"], first["operation"], first["status"]) == ("request", "till-program", 401)
    assert first["request_id"] == refused.json["instance"] != second["request_id"]
    assert (second["operation"], second["status"]) == ("none", 404)


def test_a_whole_journey_leaves_nothing_of_a_person_in_the_log(shop: Shop) -> None:
    with logged() as written:
        secrets = journey(shop)

    assert len(lines(written)) > 12
    found = written.getvalue()
    assert [name for name, secret in secrets.items() if not secret or secret in found] == []


def journey(shop: Shop) -> dict[str, str]:
    """Join, pair, scan, save, register, sweep, look as the owner; every secret that was used."""
    key, push, device = "key-of-the-operation", "ab" * 32, "0123456789abcdef"
    card = shop.join("Zénobie", birthday_day=29, birthday_month=2)
    till, owner = shop.pair(name="Téléphone de Marguerite"), shop.pair("owner")
    till.earn(card.code, key=key)
    till.earn(card.code)
    till.get(f"cards/{card.code}")
    renewal = {"refresh_token": till.tokens["refresh_token"]}
    shop.web.post("/v1/till/tokens", json=renewal)
    owner.get("members")
    shop.web.get(f"{card.url}/google")
    document = Bundle(card.pass_bytes()).document
    serial, kind = document["serialNumber"], document["passTypeIdentifier"]
    shop.web.post(
        f"/apple/v1/devices/{device}/registrations/{kind}/{serial}",
        json={"pushToken": push},
        headers={"Authorization": f"ApplePass {document['authenticationToken']}"},
    )
    tell_wallets.sweep(shop.services)
    short = next(iter(shop.services.cards.every("cafe-poincon"))).short_code
    return {
        "name": "nobie",
        "name of the phone": "Marguerite",
        "address of the card": card.url.rpartition("/")[2],
        "code": card.code,
        "short code": short,
        "serial number": serial.rpartition(".")[2],
        "till's token": till.tokens["access_token"],
        "till's signature": till.tokens["access_token"].rpartition(".")[2],
        "refresh token": till.tokens["refresh_token"].rpartition(".")[2],
        "owner's token": owner.tokens["access_token"],
        "pass's token": document["authenticationToken"],
        "push token": push,
        "device": device,
        "operation": key,
    }


def test_an_error_leaves_its_trace_on_the_same_line() -> None:
    with logged() as written:
        try:
            raise ValueError("something went wrong")
        except ValueError:
            logging.getLogger("poincon").exception("job-failed", extra={"facts": {"job": "sweep"}})

    (line,) = lines(written)
    assert (line["event"], line["level"], line["job"]) == ("job-failed", "error", "sweep")
    assert line["trace"].endswith("ValueError: something went wrong")


def test_libraries_are_heard_from_warnings_on() -> None:
    with logged() as written:
        logging.getLogger("botocore").info("chatter")
        logging.getLogger("botocore").warning("trouble")

    assert [line["event"] for line in lines(written)] == ["trouble"]
