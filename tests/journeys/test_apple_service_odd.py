"""Apple's web service, asked as no phone should ask: refused clearly, never an error of ours."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.http import parse_date

from functions.store import keys
from functions.store.engine import Update
from functions.tour.bundle import Bundle
from functions.web import phone_log
from tests.builders import program_data
from tests.shop import Shop

pytestmark = pytest.mark.long

TOKEN = "ab" * 32
ANSWERS = {200, 201, 204, 304, 308, 400, 401, 404, 405, 413, 415, 422}


class Pass:
    """One card's pass, and the paths of the service for it."""

    def __init__(self, shop: Shop) -> None:
        self.web = shop.web
        self.data = shop.join().pass_bytes()
        document = Bundle(self.data).document
        self.kind, self.serial = document["passTypeIdentifier"], document["serialNumber"]
        self.token = document["authenticationToken"]
        self.auth = {"Authorization": f"ApplePass {self.token}"}

    def list(self, device: str = "d" * 32) -> str:
        return f"/apple/v1/devices/{device}/registrations/{self.kind}"

    def registration(self, device: str = "d" * 32) -> str:
        return f"{self.list(device)}/{self.serial}"

    @property
    def path(self) -> str:
        return f"/apple/v1/passes/{self.kind}/{self.serial}"

    def register(self, device: str = "d" * 32) -> int:
        body = {"pushToken": TOKEN}
        sent = self.web.post(self.registration(device), json=body, headers=self.auth)
        return sent.status_code


@pytest.fixture(name="held")
def _held(shop: Shop) -> Pass:
    return Pass(shop)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b"[]", b'"token"', b"7", b"\xff\xfe", b"{}", b"[" * 9000),
        *(b'{"pushToken": null}', b'{"pushToken": 12}', b'{"pushToken": ["ab"]}'),
        *(b'{"pushToken": ""}', b'{"pushToken": "not hex at all"}', b'{"pushToken": "\\ud800"}'),
        *(b'{"pushToken": "%s\\n"}' % (b"ab" * 32), b'{"pushToken": "%s"}' % (b"ab" * 101)),
    ],
)
def test_a_registration_without_a_push_token_is_refused_and_not_kept(
    shop: Shop, held: Pass, body: bytes
) -> None:
    sent = held.web.post(held.registration(), data=body, headers=held.auth)

    assert sent.status_code in (400, 422)
    assert held.web.get(held.list()).status_code == 204


def test_a_body_that_is_too_long_is_not_read(held: Pass) -> None:
    body = json.dumps({"pushToken": "ab" * 9000}).encode()

    assert held.web.post(held.registration(), data=body, headers=held.auth).status_code == 413


@pytest.mark.parametrize("device", ["d" * 201, "d d", "d\n", "é" * 8, "\x00", "%2F"])
def test_what_cannot_be_a_device_is_nowhere(held: Pass, device: str) -> None:
    named = device.replace("%", "%25").replace("\n", "%0A").replace("\x00", "%00")

    assert held.register(named if device != "%2F" else "a%2Fb") == 404
    assert held.web.get(held.list(named if device != "%2F" else "a%2Fb")).status_code == 404


def test_two_tokens_are_none(held: Pass) -> None:
    twice = [("Authorization", f"ApplePass {held.token}")] * 2

    assert held.web.get(held.path, headers=twice).status_code == 401


@pytest.mark.parametrize("scheme", ["ApplePass  ", "ApplePass\t", "applepass", "Bearer ", "Basic "])
def test_a_token_under_another_name_is_none(held: Pass, scheme: str) -> None:
    named = {"Authorization": f"{scheme}{held.token}"}

    assert held.web.get(held.path, headers=named).status_code == 401


def test_a_serial_number_or_a_type_that_is_almost_right_is_refused(held: Pass) -> None:
    serials = (held.serial.lower(), held.serial + ".", f"{held.serial}%00", "…", "%F0%28%8C%28")
    types = (held.kind.upper(), held.kind + ".", "pass.org.mallory")
    paths = [f"/apple/v1/passes/{held.kind}/{serial}" for serial in serials]
    paths += [f"/apple/v1/passes/{kind}/{held.serial}" for kind in types]

    assert {held.web.get(path, headers=held.auth).status_code for path in paths} == {401}


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v1/log/", "/v1/passes", "/v2/log"])
def test_what_is_no_address_of_the_service_is_nowhere(shop: Shop, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert shop.web.open(f"/apple{path}", method=method).status_code in (404, 405)


def test_a_head_is_answered_as_a_get_without_a_body(held: Pass) -> None:
    held.register()

    for path in (held.path, held.list()):
        got, head = held.web.get(path, headers=held.auth), held.web.head(path, headers=held.auth)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert held.web.head(held.path).status_code == 401


def test_no_answer_is_ever_kept_on_the_way(shop: Shop, held: Pass) -> None:
    shop.later(seconds=10)
    modified = held.web.get(held.path, headers=held.auth).headers["Last-Modified"]
    since = held.auth | {"If-Modified-Since": modified}
    answers = [
        held.web.post(held.registration(), json={"pushToken": TOKEN}, headers=held.auth),
        held.web.post(held.registration(), json={"pushToken": TOKEN}, headers=held.auth),
        held.web.post(held.registration(), json={}, headers=held.auth),
        held.web.get(held.list()),
        held.web.get(held.list("e" * 32)),
        held.web.get(held.path, headers=since),
        held.web.get(held.path),
        held.web.delete(held.registration(), headers=held.auth),
        held.web.post("/apple/v1/log", json={"logs": []}),
        held.web.post("/apple/v1/log", data=b"x" * 20000),
        held.web.put("/apple/v1/log"),
        held.web.get("/apple/v1/nothing"),
    ]

    statuses = [answer.status_code for answer in answers]
    assert statuses == [201, 200, 422, 200, 204, 304, 401, 200, 200, 200, 405, 404]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


# When did it change?


def test_two_changes_in_one_second_are_two_dates_and_each_is_304_at_once(
    shop: Shop, held: Pass
) -> None:
    dates = [_date_of_a_pass_that_is_then_304(held)]
    assert shop.pair().earn(Bundle(held.data).code).status_code == 201
    dates.append(_date_of_a_pass_that_is_then_304(held))

    first, second = map(parse_date, dates)
    assert first and second and first < second


def _date_of_a_pass_that_is_then_304(held: Pass) -> str:
    date = str(held.web.get(held.path, headers=held.auth).headers["Last-Modified"])
    known = held.auth | {"If-Modified-Since": date}
    assert held.web.get(held.path, headers=known).status_code == 304
    return date


@pytest.mark.parametrize(
    "since",
    ["", "yesterday", "0", "Thu, 99 Feb 2026 99:00:00 GMT", "Mon, 02 Feb 2026 07:00:00 +9999999"],
)
def test_a_date_that_is_none_fetches_the_pass(held: Pass, since: str) -> None:
    named = held.auth | {"If-Modified-Since": since}

    assert held.web.get(held.path, headers=named).status_code == 200


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
def test_no_header_and_no_tag_is_an_error_of_ours(held: Pass, header: str, tag: str) -> None:
    dated = held.auth | {"If-Modified-Since": header}
    answers = [
        held.web.get(held.path, headers=dated),
        held.web.get(held.path, headers={"Authorization": header}),
        held.web.get(held.list(), query_string={"passesUpdatedSince": tag}),
    ]

    assert {answer.status_code for answer in answers} <= ANSWERS


def test_a_change_of_the_card_is_fetched_though_the_program_was_published_later(
    shop: Shop, held: Pass
) -> None:
    """By the clock of whoever published it: those of two instances may differ by a minute."""
    shop.later(minutes=1)
    shop.services.programs.publish(program_data(name="Café Neuf"), shop.now)
    _draw_as_the_first(shop)
    modified = held.web.get(held.path, headers=held.auth).headers["Last-Modified"]
    shop.later(seconds=-50)

    shop.pair().earn(Bundle(held.data).code)
    fetched = held.web.get(held.path, headers=held.auth | {"If-Modified-Since": modified})

    assert fetched.status_code == 200
    assert Bundle(fetched.data).balance == "1/9"


def test_a_program_that_is_published_in_the_second_of_a_change_is_fetched(
    shop: Shop, held: Pass
) -> None:
    shop.pair().earn(Bundle(held.data).code)
    modified = held.web.get(held.path, headers=held.auth).headers["Last-Modified"]
    shop.services.programs.publish(program_data(name="Café Neuf"), shop.now)
    _draw_as_the_first(shop)

    fetched = held.web.get(held.path, headers=held.auth | {"If-Modified-Since": modified})

    assert fetched.status_code == 200
    assert Bundle(fetched.data).document["organizationName"] == "Café Neuf"


# What is listed


def test_a_tag_of_the_future_lists_everything(held: Pass) -> None:
    held.register()

    asked = held.web.get(held.list(), query_string={"passesUpdatedSince": "99999999999"})

    assert asked.json["serialNumbers"] == [held.serial]
    assert int(asked.json["lastUpdated"]) < 99999999999


def test_a_hundred_passes_of_one_phone_are_all_listed(shop: Shop) -> None:
    first = Pass(shop)
    services, device = shop.services, "d" * 32
    first.register(device)
    for number in range(99):
        shop.join(f"Ada {number}")
    registration = services.registrations.of_card(*_named(first.serial))[0]
    for held in services.cards.every(shop.program.id):
        services.registrations.register(shop.program.id, held.card.id, registration)

    listed = first.web.get(first.list(device)).json["serialNumbers"]

    assert len(listed) == len(set(listed)) == 100


def test_a_pass_that_comes_onto_a_phone_from_an_old_file_is_listed(shop: Shop, held: Pass) -> None:
    """Its card changed before the tag, which the phone has of another pass."""
    other = Pass(shop)
    other.register()
    shop.later(hours=1)
    tag = other.web.get(other.list()).json["lastUpdated"]
    held.register()

    listed = held.web.get(held.list(), query_string={"passesUpdatedSince": tag})

    assert listed.json["serialNumbers"] == [held.serial]


def test_a_card_that_cannot_be_read_hides_no_other(
    shop: Shop, held: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Pass(shop)
    for one in (held, other):
        one.register()
    engine: Any = shop.services.cards.engine  # type: ignore[attr-defined]
    _damage(engine, other.serial)

    assert held.web.get(held.list()).json["serialNumbers"] == sorted([held.serial, other.serial])
    shop.later(hours=1)
    tag = {"passesUpdatedSince": str(int(shop.now.timestamp()) - 600)}
    assert held.web.get(held.list(), query_string=tag).status_code == 204


# What phones say


@pytest.fixture(name="noted")
def _noted(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, "poincon"):
        yield caplog


def test_what_phones_say_is_bounded_and_still_taken(
    shop: Shop, noted: pytest.LogCaptureFixture
) -> None:
    statuses = {_said(shop, ["one", "two"] * 10) for _ in range(20)}
    dropped = noted.messages.count("apple-log-dropped")
    shop.later(minutes=1)
    statuses.add(_said(shop, ["again"]))

    assert statuses == {200}
    assert dropped == 1
    assert noted.messages.count("apple-log") == phone_log.LINES_A_MINUTE + 1


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"null", b"[]", b"7", b"\xff\xfe", b"{}", b"[" * 9000, b"x" * 20000),
        *(b'{"logs": null}', b'{"logs": "text"}', b'{"logs": {"a": 1}}', b'{"logs": [1, null]}'),
    ],
)
def test_a_log_of_which_nothing_can_be_read_is_noted_as_nothing(
    shop: Shop, noted: pytest.LogCaptureFixture, body: bytes
) -> None:
    assert shop.web.post("/apple/v1/log", data=body).status_code == 200
    assert "apple-log" not in noted.messages


def test_what_can_be_read_of_an_odd_log_is_kept(
    shop: Shop, noted: pytest.LogCaptureFixture
) -> None:
    sent = shop.web.post("/apple/v1/log", data=b'{"logs": ["one", 2, null, "t\\ud800wo"]}')

    facts = [vars(record)["facts"] for record in noted.records if record.msg == "apple-log"]
    assert sent.status_code == 200
    assert [fact["line"] for fact in facts] == ["one", "t?wo"]


def test_what_phones_say_names_nobody(
    shop: Shop, held: Pass, noted: pytest.LogCaptureFixture
) -> None:
    _said(shop, [f"Get pass task ({held.serial}, {held.token}, {TOKEN}) of ada@example.org failed"])

    (line,) = (
        vars(record)["facts"]["line"] for record in noted.records if "apple-log" in record.msg
    )
    assert line.startswith("Get pass task (") and line.endswith(" failed")
    assert not any(secret in line for secret in (held.token, TOKEN, "ada@", held.serial[-12:]))


def _said(shop: Shop, lines: list[str]) -> int:
    return shop.web.post("/apple/v1/log", json={"logs": lines}).status_code


def _named(serial: str) -> tuple[str, Any]:
    program, _, card = serial.partition(".")
    return program, card


def _damage(engine: Any, serial: str) -> None:
    engine.write(Update(keys.card(*_named(serial)), set={"modified_at": "nonsense"}))


def _draw_as_the_first(shop: Shop) -> None:
    images = shop.services.images
    for prefix in ("badge/", "strip/"):
        for name, data in images.read_all(shop.program.id, "1", prefix).items():
            images.write(shop.program.id, "2", prefix + name, data)
