"""``poincon doctor`` compares the clock with whoever answers at the public address."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions import settings
from functions.local.origin import origin
from functions.settings import Settings
from functions.terminal.doctor_clock import against, date_of, examine
from functions.terminal.findings import Finding
from tests.functions.terminal.secure_site import SecureSite
from tests.shop import Shop, environment

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "verdict", "seen"),
    [
        (0, "ok", "as AWS has it, within a minute"),
        (60, "ok", "as AWS has it, within a minute"),
        (-60, "ok", "as AWS has it, within a minute"),
        (61, "wrong", "is 61 s ahead of AWS"),
        (-61, "wrong", "is 61 s behind AWS"),
    ],
)
def test_more_than_a_minute_is_wrong(seconds: int, verdict: str, seen: str) -> None:
    found = against("AWS", NOW, NOW + timedelta(seconds=seconds))

    assert (found.verdict, found.seen) == (verdict, seen)
    assert bool(found.cure) == (verdict == "wrong")


@pytest.mark.parametrize("header", ["", "yesterday", "Tue, 99 Feb 2026 10:00:00 GMT"])
def test_what_is_no_date_is_none(header: str) -> None:
    assert date_of(header) is None


def test_a_date_is_in_utc() -> None:
    assert date_of("Tue, 03 Feb 2026 10:00:00 GMT") == NOW
    assert date_of("Tue, 03 Feb 2026 10:00:00") == NOW


def told(folder: Path, url: str) -> Settings:
    return settings.read(environment(folder, "sqlite:") | {"POINCON_URL": url})


def of_site(folder: Path, app: Any, clock: Callable[[], datetime]) -> Finding:
    with SecureSite(folder, app) as site, site.client() as web:
        public = Public(web, site.url)
        with httpx.Client(transport=public) as client:
            return examine(told(folder, "https://cards.example.org"), client, clock)


class Public(httpx.BaseTransport):
    """The public name, as this machine would resolve it if it were the shop's."""

    def __init__(self, web: httpx.Client, url: str) -> None:
        self._web, self._url = web, url

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = self._web.build_request(request.method, self._url + request.url.path)
        return self._web.send(asked, stream=True)


@pytest.mark.server
def test_the_served_address_says_what_time_it_is(shop: Shop, tmp_path: Path) -> None:
    right = of_site(tmp_path, origin(shop.house), lambda: datetime.now(UTC))
    late = of_site(tmp_path, origin(shop.house), lambda: datetime.now(UTC) - timedelta(seconds=90))

    assert right == Finding("ok", "clock", "as https://cards.example.org has it, within a minute")
    assert late.verdict == "wrong" and "s behind https://cards.example.org" in late.seen


@pytest.mark.server
def test_an_answer_that_was_kept_on_the_way_is_as_old_as_it_says(tmp_path: Path) -> None:
    def kept(_: Any, start_response: Any) -> list[bytes]:
        headers = [("Date", "Tue, 03 Feb 2026 09:50:00 GMT"), ("Age", "600")]
        start_response("200 OK", headers)
        return [b""]

    assert of_site(tmp_path, kept, lambda: NOW).verdict == "ok"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "https://127.0.0.1:9"])
def test_where_nobody_can_be_asked_the_time_is_shown(tmp_path: Path, url: str) -> None:
    with httpx.Client(trust_env=False, timeout=1) as web:
        found = examine(told(tmp_path, url), web, lambda: NOW)

    assert found.verdict == "ok" and found.seen.startswith("says 2026-02-03 10:00 UTC; nobody")
