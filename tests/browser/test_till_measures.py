"""The counter measures itself: what a scan took, and that nothing of it says whose card it was."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.book import open_book
from tests.browser.conftest import OpenPage
from tests.browser.counter import (
    CODE,
    answer,
    hold,
    kept,
    open_till,
    problem,
    server,
    stamp,
    take_away,
)
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

WIFI = "WIFI:T:WPA;S=shop;P=secret;;"


KEPT = "() => localStorage.getItem('till-measures')"
TOLD = f"() => JSON.parse(({KEPT})()).days.every(({{ scans, told }}) => scans === told)"


def counted(page: Page) -> dict[str, Any]:
    """What the phone has kept of today."""
    days = json.loads(page.evaluate(KEPT) or '{"days": []}')["days"]
    day: dict[str, Any] = days[-1] if days else {"scans": 0, "errors": 0}
    return {"scans": day["scans"], "errors": day["errors"]}


def scan(page: Page, text: str = CODE) -> None:
    """Hold a code out until it has been counted, then take it away."""
    before = page.evaluate(KEPT)
    hold(page, text)
    page.wait_for_function(f"before => ({KEPT})() !== before", arg=before)
    take_away(page)


def tell(page: Page) -> dict[str, Any]:
    """Start the page anew and wait until the server knows all that was counted."""
    page.reload()
    page.wait_for_function(TOLD)
    return server(page).measured[-1]


def test_a_scan_is_counted_by_what_it_took_and_told_at_the_next_start(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page)
    scan(till)
    server(till).earn = lambda request: (422, problem("too-soon", request))
    scan(till)

    told = tell(till)

    assert (told["scans"], told["errors"], sum(told["milliseconds"])) == (2, 0, 2)
    assert told["milliseconds"][-1] == 0
    assert set(told) == {"day", "scans", "errors", "milliseconds"}
    assert told["day"] == till.evaluate(
        "new Intl.DateTimeFormat('en-CA', {year: 'numeric', month: '2-digit', day: '2-digit'})"
        ".format(new Date())"
    )
    stored = till.evaluate("JSON.stringify(localStorage)")
    assert CODE not in stored and "Paul" not in stored


def test_a_slow_answer_is_in_a_slow_bucket(open_page: OpenPage) -> None:
    till = open_till(open_page)
    till.evaluate("""() => {
      const ask = window.fetch;
      window.fetch = async (path, request) => {
        if (String(path).endsWith('/earns')) await new Promise((then) => setTimeout(then, 3200));
        return ask(path, request);
      };
    }""")
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')

    milliseconds = tell(till)["milliseconds"]

    assert milliseconds[10] == 1, "between three and five seconds"
    assert sum(milliseconds) == 1


def test_what_is_not_answered_at_once_or_is_no_card_is_an_error(open_page: OpenPage) -> None:
    till = open_till(open_page)
    scan(till, WIFI)
    assert counted(till) == {"scans": 1, "errors": 1}

    server(till).earn = lambda request: (404, problem("unknown-card", request))
    scan(till)
    assert counted(till) == {"scans": 2, "errors": 2}

    server(till).earn = lambda request: None
    scan(till)
    assert counted(till) == {"scans": 3, "errors": 3}


def test_what_was_waiting_is_counted_once_and_what_is_typed_or_undone_never(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page)
    server(till).earn = lambda request: None
    scan(till)
    server(till).earn = lambda request: (201, answer("earn", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    till.wait_for_selector("[data-recent-list] li")
    stamp(till, "7K3M9QXT")
    till.click(".result >> text=Annuler")
    till.wait_for_selector('[data-result][data-tone="calm"] .result-name')

    assert counted(till) == {"scans": 1, "errors": 1}


def test_a_card_that_waits_for_its_amount_is_confirmed_when_its_name_is_there(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page, model="points", asks_amount=True)
    hold(till, CODE)
    till.wait_for_selector(".result-name")

    assert counted(till) == {"scans": 1, "errors": 0}


def test_a_press_that_is_faster_than_the_answer_is_no_error(open_page: OpenPage) -> None:
    till = open_till(open_page, asks_first=True)
    till.evaluate("""() => {
      const ask = window.fetch;
      window.fetch = async (path, request) => {
        if (String(path).includes('/cards/')) await new Promise((go) => { window.go = go; });
        return ask(path, request);
      };
    }""")
    hold(till, CODE)
    till.click(".result >> text=Tamponner")
    till.wait_for_selector('[data-result][data-tone="done"]')
    till.evaluate("go()")
    till.wait_for_function(f"() => ({KEPT})() !== null")

    assert counted(till) == {"scans": 1, "errors": 0}


def test_an_answer_behind_something_that_was_pressed_meanwhile_is_no_error(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page)
    stamp(till, "7K3M9QXT")
    till.evaluate("""() => {
      const ask = window.fetch;
      window.fetch = async (path, request) => {
        if (String(path).endsWith('/earns')) await new Promise((go) => { window.go = go; });
        return ask(path, request);
      };
    }""")
    hold(till, CODE)
    till.wait_for_function("() => window.go")
    till.click("[data-recent-list] >> text=Annuler")
    till.wait_for_selector('[data-result][data-tone="calm"] .result-name')

    till.evaluate("go()")
    till.wait_for_function(f"() => ({KEPT})() !== null")

    assert counted(till) == {"scans": 1, "errors": 0}


def test_a_day_is_told_whole_and_again_only_when_it_has_grown(open_page: OpenPage) -> None:
    till = open_till(open_page)
    scan(till)
    assert tell(till)["scans"] == 1
    told = len(server(till).measured)

    till.reload()
    till.wait_for_timeout(6000)
    assert len(server(till).measured) == told

    scan(till)
    assert tell(till)["scans"] == 2


def test_yesterday_is_told_too_eight_days_are_kept_and_another_tills_are_not(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page)
    till.route("**/v1/till/measures", lambda route: route.abort())
    till.evaluate(_planted("till-1"))
    scan(till)
    days = till.evaluate("JSON.parse(localStorage.getItem('till-measures')).days.length")
    till.unroute("**/v1/till/measures")
    tell(till)

    assert days == 8
    assert [told["scans"] for told in server(till).measured] == [5] * 7 + [1]

    till.evaluate(_planted("of-the-shop-next-door"))
    assert counted(till)["scans"] == 5
    scan(till)
    assert counted(till) == {"scans": 1, "errors": 0}
    assert till.evaluate("JSON.parse(localStorage.getItem('till-measures')).days.length") == 1


def test_a_phone_that_keeps_nothing_scans_as_before(open_page: OpenPage) -> None:
    till = open_till(open_page)
    till.evaluate("""() => {
      const keep = Storage.prototype.setItem;
      Storage.prototype.setItem = function (name, value) {
        if (this === localStorage) throw new DOMException('full', 'QuotaExceededError');
        keep.call(this, name, value);
      };
    }""")
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert till.evaluate(KEPT) is None


def test_a_server_that_takes_no_counts_is_in_nobodys_way(open_page: OpenPage) -> None:
    till = open_till(open_page)
    till.route("**/v1/till/measures", lambda route: route.abort())
    scan(till)
    with till.expect_event("requestfailed", lambda asked: asked.url.endswith("/measures")):
        till.reload()
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert counted(till) == {"scans": 2, "errors": 0}


def _planted(device: str) -> str:
    """Ten days of scans that were told to nobody, as that till has kept them."""
    days = [
        {"day": f"2026-01-{day:02}", "scans": 5, "errors": 0, "milliseconds": [5, *[0] * 12]}
        | {"told": 0}
        for day in range(1, 11)
    ]
    stored = json.dumps(json.dumps({"till": device, "days": days}))
    return f"() => localStorage.setItem('till-measures', {stored})"


QUICK = {
    "device": "a",
    "scans": 412,
    "confirmed": 407,
    "errors_per_hundred": 1.2,
    "median_ms": 300,
    "p90_ms": 500,
}
FASTER = "Ce qui aide à aller plus vite\u202f: un réseau qui passe bien à cet endroit."
FEWER_ERRORS = (
    "Une erreur est un code qui n’est pas une carte, ou une réponse qui n’est pas venue tout de "
    "suite. Ce qui aide\u202f: ne présenter que la carte, et un réseau qui passe à cet endroit."
)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {},
            [
                "9 passages enregistrés sur 10 l’ont été en moins de 0,5\u202fs\u00a0· "
                "1,2 erreur pour 100 passages (7 jours)"
            ],
        ),
        (
            {"errors_per_hundred": 0.0, "p90_ms": 5000},
            [
                "9 passages enregistrés sur 10 l’ont été en moins de 5\u202fs\u00a0· "
                "aucune erreur (7 jours)"
            ],
        ),
        (
            {"errors_per_hundred": 2.0, "p90_ms": 10_000},
            [
                "9 passages enregistrés sur 10 l’ont été en moins de 10\u202fs\u00a0· "
                "2 erreurs pour 100 passages (7 jours)",
                FASTER,
            ],
        ),
        (
            {"errors_per_hundred": 0.0, "p90_ms": None},
            [
                "Plus d’un passage enregistré sur 10 a pris plus de 10\u202fs\u00a0· "
                "aucune erreur (7 jours)",
                FASTER,
            ],
        ),
        (
            {"errors_per_hundred": 23.4},
            [
                "9 passages enregistrés sur 10 l’ont été en moins de 0,5\u202fs\u00a0· "
                "23,4 erreurs pour 100 passages (7 jours)",
                FEWER_ERRORS,
            ],
        ),
        (
            {"errors_per_hundred": 100.0, "confirmed": 0, "p90_ms": None},
            [
                "Aucun passage n’a été enregistré tout de suite\u00a0· "
                "100 erreurs pour 100 passages (7 jours)",
                FEWER_ERRORS,
            ],
        ),
        (
            {"scans": 19},
            ["Passages en 7 jours\u202f: 19, trop peu pour dire si cette caisse est rapide."],
        ),
        ({"scans": 0, "errors_per_hundred": None, "p90_ms": None}, []),
        ({"device": "unknown"}, []),
    ],
)
def test_the_owner_reads_how_fast_a_till_is_and_what_helps(
    open_page: OpenPage, changed: dict[str, Any], said: list[str]
) -> None:
    page, _ = open_book(open_page, measures=[QUICK | changed])

    lines = page.locator("[data-tills-list] li").first.locator("small").all_inner_texts()

    assert lines[0].startswith("Rue des Orfèvres, depuis le 3 mai à ")
    assert lines[1:] == said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "en/"])
def test_the_line_of_a_slow_till_is_clean_on_a_narrow_phone(
    open_page: OpenPage, language: str, scheme: str
) -> None:
    slow = QUICK | {"errors_per_hundred": 23.4, "p90_ms": None}
    page, _ = open_book(open_page, 320, scheme, measures=[slow])
    page.goto(f"/owner/{language}")
    page.wait_for_selector("[data-tills-list] small >> nth=2")

    assert overflow(page) <= 0
    assert violations(page) == []


def test_an_answer_is_on_the_screen_before_the_phone_has_crossed_it_out(
    open_page: OpenPage,
) -> None:
    till = open_till(open_page)
    till.evaluate("""() => {
      const cross = IDBObjectStore.prototype.delete;
      IDBTransaction.prototype.commit = () => {};
      IDBObjectStore.prototype.delete = function (id) {
        const began = performance.now();
        const busy = () => {
          if (performance.now() - began < 3000) this.get(id).onsuccess = busy;
          else window.crossedOut = true;
        };
        busy();
        return cross.call(this, id);
      };
    }""")
    hold(till, CODE)
    till.wait_for_selector('[data-result][data-tone="done"]')

    assert till.evaluate("window.crossedOut") is None
    till.wait_for_function("() => window.crossedOut")
    assert kept(till) == []
    till.reload()
    till.wait_for_timeout(1000)
    assert len(server(till).sent) == 1
