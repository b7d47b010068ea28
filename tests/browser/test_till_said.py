"""What the till says of a card beside its count: when it was last here, and a birthday."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.counter import answer, hold, open_till, problem, server, stamp
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

NOW = "2026-11-22T09:00:00Z"
AGO = [
    ("2026-11-22T00:30:00Z", "aujourd’hui", "today"),
    ("2026-11-21T20:00:00Z", "hier", "yesterday"),
    ("2026-11-20T09:00:00Z", "avant-hier", "2 days ago"),
    ("2026-11-09T09:00:00Z", "il y a 13 jours", "13 days ago"),
    ("2026-11-08T09:00:00Z", "il y a 2 semaines", "2 weeks ago"),
    ("2026-11-01T09:00:00Z", "il y a 3 semaines", "3 weeks ago"),
    ("2026-09-23T09:00:00Z", "il y a 8 semaines", "8 weeks ago"),
    ("2026-09-22T09:00:00Z", "il y a 2 mois", "2 months ago"),
    ("2025-11-22T09:00:00Z", "il y a 11 mois", "11 months ago"),
    ("2024-11-01T09:00:00Z", "il y a 2 ans", "2 years ago"),
    ("2026-12-01T09:00:00Z", "aujourd’hui", "today"),
]


@pytest.mark.parametrize(("path", "column"), [("/till/", 1), ("/till/en/", 2)])
def test_how_long_ago_is_said_as_people_say_it(open_page: OpenPage, path: str, column: int) -> None:
    till = open_till(open_page, path=path)
    address = till.locator("script[src*='till.js']").get_attribute("src")
    assert address is not None
    told = """([address, instants, now]) => import(address).then(
        ({ ago }) => instants.map((instant) => ago(instant, new Date(now))))"""

    instants = [each[0] for each in AGO]
    found = till.evaluate(told, [address.replace("till.js", "words.js"), instants, NOW])

    assert [text.replace("'", "’") for text in found] == [each[column] for each in AGO]


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("2026-11-01T09:00:00Z", "Dernière visite\u202f: il y a 3 semaines."),
        ("2026-11-22T08:50:00Z", None),
        (None, None),
    ],
)
def test_a_stamp_tells_when_the_customer_was_here_before_unless_it_was_today(
    open_page: OpenPage, last: str | None, said: str | None
) -> None:
    till = open_till(open_page)
    server(till).card = {"last_visit_at": last}
    server(till).earn = lambda request: (201, answer("earn", request, last_visit_at=last))

    stamp(till, "7K3M9QXT")

    lines = till.locator("[data-said] .result-more")
    assert lines.all_inner_texts() == ([said] if said else [])


def test_a_wrong_clock_of_the_phone_does_not_change_how_long_ago_it_was(
    open_page: OpenPage,
) -> None:
    last = "2026-11-01T09:00:00Z"
    till = open_till(open_page)
    till.evaluate("Date.now = () => Date.parse('2029-01-01T00:00:00Z')")
    server(till).earn = lambda request: (201, answer("earn", request, last_visit_at=last))

    stamp(till, "7K3M9QXT")

    expect(till.locator("[data-said]")).to_contain_text("il y a 3 semaines")


@pytest.mark.parametrize(
    ("path", "birthday", "today"),
    [
        ("/till/", "C’est son anniversaire.", "Dernière visite\u202f: aujourd’hui."),
        ("/till/en/", "It is their birthday.", "Last visit: today."),
    ],
)
def test_a_card_that_is_only_looked_at_tells_its_birthday_and_last_visit(
    open_page: OpenPage, path: str, birthday: str, today: str
) -> None:
    till = open_till(open_page, path=path)
    now = datetime.now(UTC) - timedelta(seconds=1)
    server(till).card = {"birthday": True, "last_visit_at": now.isoformat()}

    till.fill("#typed", "7K3M9QXT")
    till.click("button[value=look]")

    lines = till.locator("[data-said] .result-more")
    expect(lines).to_have_count(2)
    assert [text.replace("'", "’") for text in lines.all_inner_texts()] == [birthday, today]


def test_a_birthday_that_is_said_aloud_is_not_told_twice(open_page: OpenPage) -> None:
    said = "Bon anniversaire, Paul\u202f! Plus qu’un tampon et le café est offert."
    till = open_till(open_page)
    server(till).earn = lambda request: (
        201,
        answer("earn", request, birthday=True) | {"say": said},
    )

    stamp(till, "7K3M9QXT")

    assert till.inner_text("[data-said] .result-text") == said
    assert till.inner_text("[data-said]").count("anniversaire") == 1


def refused_late(till: Page) -> None:
    """A visit that had to wait is refused once it arrives: its line stands in the list."""
    server(till).earn = lambda request: (503, {})
    stamp(till, "7K3M9QXT")
    server(till).earn = lambda request: (422, problem("too-soon", request))
    till.evaluate("dispatchEvent(new Event('online'))")
    till.wait_for_selector(".recent-refused")


def not_a_card(till: Page) -> None:
    hold(till, "https://example.org/menu")
    till.wait_for_selector('[data-result][data-tone="stop"]')


def everything_said(till: Page) -> None:
    """A long name, long words, a visit long ago."""
    more: dict[str, Any] = {
        "headline": "Marie-Antoinette de La Rochefoucauld · 128e visite · 8 sur 9 · Or",
        "say": "Bon anniversaire, Marie-Antoinette de La Rochefoucauld\u202f! "
        "Plus qu’un tampon et le café est offert.",
    }

    def earn(request: Request) -> tuple[int, dict[str, Any]]:
        last = "2025-01-22T09:00:00Z"
        return 201, answer("earn", request, birthday=True, last_visit_at=last) | more

    server(till).earn = earn
    stamp(till, "7K3M9QXT")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/till/", "/till/en/"])
@pytest.mark.parametrize("state", [refused_late, not_a_card, everything_said])
def test_what_is_said_fits_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, state: Any, path: str, scheme: str
) -> None:
    till = open_till(open_page, 320, scheme, path)
    till.click("[data-units] label:has-text('4')")

    state(till)

    assert overflow(till) <= 0
    assert violations(till) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/till/", "/till/en/"])
def test_signing_in_fits_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, path: str, scheme: str
) -> None:
    page = open_page(320, scheme)
    page.goto(path)
    page.wait_for_selector("[data-sign-in]:visible")
    assert violations(page) == []

    page.fill("#name", "")
    page.click(".sign-in-send")
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")

    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), [(320, 568), (844, 390)])
def test_on_a_low_screen_the_camera_and_all_presses_are_in_sight_beside_a_reward(
    open_page: OpenPage, width: int, height: int
) -> None:
    till = open_till(open_page, width)
    till.set_viewport_size({"width": width, "height": height})
    server(till).earn = lambda request: (
        422,
        problem("reward-ready", request, answer=answer("look", request, gift=True)),
    )
    stamp(till, "7K3M9QXT")

    for seen in (".result .press >> nth=0", ".result .press >> nth=1", "[data-finder]"):
        expect(till.locator(seen)).to_be_in_viewport(ratio=1)
