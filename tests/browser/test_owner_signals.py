"""The owner's book in a browser: what is worth a look, its evidence, and what to do."""

from typing import Any

import pytest

from loyalty.signals.signal import Names
from loyalty.wording.signals import said
from tests.browser.book import OVERVIEW, open_book
from tests.browser.conftest import OpenPage
from tests.browser.look import overflow, violations
from tests.loyalty.signals.examples import NAMES, OFTEN, UNDONE
from tests.loyalty.signals.life import CAFE

pytestmark = pytest.mark.browser

WEEK = {**OVERVIEW["week"], "name": "2026-W47"}


def shown(signal: Any, week: str, names: Names = NAMES) -> dict[str, Any]:
    """As the overview has it."""
    one = said(CAFE, signal, names, "fr")
    words = {"title": one.title, "evidence": list(one.evidence), "advice": one.advice}
    return {"key": one.key, "week": week, **words}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_signal_shows_its_evidence_and_one_thing_to_do_when_it_is_pressed(
    open_page: OpenPage, scheme: str
) -> None:
    found = [shown(OFTEN, "2026-W47"), shown(UNDONE, "2026-W46")]
    page, _ = open_book(open_page, 320, scheme, week=WEEK, signals=found)

    lines = page.locator("[data-signals-now] > li")
    assert lines.count() == 1
    assert lines.first.inner_text().startswith(
        "Une carte passe bien plus souvent que les autres\n16 "
    )
    assert not page.is_visible("text=Ada (7K3M-9QXT)")
    page.focus("[data-signals-now] summary")
    page.keyboard.press("Enter")
    assert page.is_visible("text=carte\u202f: Ada (7K3M-9QXT)")
    assert page.is_visible("text=Demandez à l’équipe si elle connaît ce client")
    page.click("[data-signals-before-title]")
    page.click("[data-signals-before-list] summary")
    assert page.is_visible("text=Zoé")
    assert page.is_hidden("[data-signals-none]")
    for address in ("/owner/", "/owner/en/"):
        page.goto(address)
        page.wait_for_selector("[data-signals-now] li:visible")
        page.click("[data-signals-now] summary")
        page.click("[data-signals-before-title]")
        assert overflow(page) <= 0
        assert violations(page) == []


def test_most_weeks_have_nothing_and_the_book_says_so(open_page: OpenPage) -> None:
    page, _ = open_book(open_page, 320, week=WEEK, signals=[])

    assert page.inner_text("[data-signals-none]") == "Rien à signaler cette semaine."
    assert page.is_hidden("[data-signals-before]")
    assert violations(page) == []


def test_what_a_name_says_is_text(open_page: OpenPage) -> None:
    names = Names(cards=NAMES.cards, people={OFTEN.cards[0]: "<img src=x onerror=alert(1)>"})
    page, _ = open_book(open_page, week=WEEK, signals=[shown(OFTEN, "2026-W47", names)])

    page.click("[data-signals-now] summary")

    assert "<img src=x" in page.inner_text("[data-signals-now]")
    assert page.locator("[data-signals-now] img").count() == 0
