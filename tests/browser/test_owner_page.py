"""The owner's book in a browser: figures, phones, and what the program costs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.book import OVERVIEW, open_book
from tests.browser.conftest import OpenPage
from tests.browser.look import overflow, violations

pytestmark = pytest.mark.browser

COSTS = "[data-costs-details] > summary"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_book_leaves_the_future_blank_and_names_every_phone(
    open_page: OpenPage, scheme: str
) -> None:
    page, _ = open_book(open_page, 320, scheme)
    page.click(".chart summary")
    page.click("[data-costs-details] > summary")
    page.wait_for_selector("[data-costs]:visible")
    page.click("[data-advice-title]")
    page.click("[data-new-till] button")
    page.wait_for_selector(".pairing-code")

    assert page.locator("[data-chart] .value").all_text_contents() == ["12", "0"]
    assert page.locator("[data-chart] .bar").count() == 2
    cells = page.locator("[data-chart-rows] td:nth-child(2)").all_inner_texts()
    assert cells == ["12", "0", ""]
    phones = page.locator("[data-tills-list] li").all_inner_texts()
    assert "Comptoir\nRue des Orfèvres, depuis le 3 mai" in phones[0]
    assert "Téléphone\nCarnet du commerçant, depuis le 4 mai" in phones[1]
    assert page.locator("[data-tills-list] button").count() == 2
    assert page.locator(".own-machine").count() == 2
    balances = page.locator("[data-members-rows] td:nth-child(2)").all_inner_texts()
    assert balances == ["8/9", "1\u202f234,50\u202f€", "30/11/2027"]
    assert "2,8\u202f%" in page.inner_text("[data-costs-rows]")
    assert page.locator(".cure").inner_text() == "Rapprochez-la."
    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize(
    ("differences", "frozen", "said"),
    [
        (0, 0, "Registre vérifié le 22 novembre\u202f: tout concorde."),
        (
            1,
            1,
            "Registre vérifié le 22 novembre\u202f: 1 écart. Prévenez la personne qui gère ce "
            "serveur. 1 carte est en cours de vérification\u202f: ses récompenses attendent.",
        ),
        (
            7,
            3,
            "Registre vérifié le 22 novembre\u202f: 7 écarts. Prévenez la personne qui gère ce "
            "serveur. 3 cartes sont en cours de vérification\u202f: leurs récompenses attendent.",
        ),
    ],
)
def test_the_book_says_what_the_audit_found(
    open_page: OpenPage, differences: int, frozen: int, said: str
) -> None:
    ran = {"at": "2026-11-22T01:10:00.000Z", "differences": differences, "frozen": frozen}
    page, _ = open_book(open_page, 320, audit=ran)

    assert page.inner_text("[data-audit]") == said
    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize(
    ("unreadable", "said"),
    [
        (1, "1 carte n’a pas pu être lue et manque dans ces chiffres. "),
        (2, "2 cartes n’ont pas pu être lues et manquent dans ces chiffres. "),
    ],
)
def test_the_book_says_how_many_cards_its_figures_leave_out(
    open_page: OpenPage, unreadable: int, said: str
) -> None:
    state = {"at": None, "differences": 0, "frozen": 0, "unreadable": unreadable}
    page, _ = open_book(open_page, 320, audit=state)

    assert page.inner_text("[data-audit]") == f"{said}Prévenez la personne qui gère ce serveur."
    assert overflow(page) <= 0
    assert violations(page) == []


def test_a_book_that_was_never_audited_says_nothing_of_it(open_page: OpenPage) -> None:
    page, _ = open_book(open_page)

    assert page.locator("[data-audit]").is_hidden()


def test_costs_are_asked_once_when_somebody_wants_to_see_them(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    page.once("dialog", lambda dialog: dialog.accept())
    assert page.locator("#costs").is_visible()
    assert "costs" not in server.asked

    page.click(COSTS)
    page.wait_for_selector("[data-costs]:visible")
    page.click(COSTS)
    page.click(COSTS)
    page.click("[data-new-till] button")
    page.wait_for_selector(".pairing-code")
    page.reload()
    page.wait_for_selector("[data-tills-list] li:visible")

    assert server.asked.count("costs") == 1


def test_a_book_whose_costs_cannot_be_read_says_so_in_their_place(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    server.down = {"costs"}
    page.click(COSTS)
    page.wait_for_selector("text=n’ont pas pu être lus")

    assert page.locator("[data-trouble]").is_hidden()
    assert page.locator("[data-costs]").is_hidden()
    server.down = set()
    page.click(COSTS)
    page.click(COSTS)
    page.wait_for_selector("[data-costs]:visible")
    assert page.inner_text("[data-costs-state]") == ""


def test_costs_that_come_late_do_not_hold_up_the_book(open_page: OpenPage) -> None:
    page, _ = open_book(open_page)
    page.route("**/v1/owner/costs", lambda route: None)
    page.click(COSTS)

    expect(page.locator("[data-costs-state]")).to_have_text("Un instant…")
    page.click("[data-new-till] button")
    page.wait_for_selector(".pairing-code")
    assert page.inner_text("[data-costs-state]") == "Un instant…"


def test_costs_are_not_left_for_whoever_opens_the_book_next(open_page: OpenPage) -> None:
    page, server = open_book(open_page)
    page.click(COSTS)
    page.wait_for_selector("[data-costs]:visible")
    page.click("[data-leave]")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-tills-list] li:visible")

    assert page.locator("[data-costs]").is_hidden()
    page.click(COSTS)
    page.wait_for_selector("[data-costs]:visible")
    assert server.asked.count("costs") == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_not_delivered_is_said_and_tried_again(open_page: OpenPage, scheme: str) -> None:
    certificate = {
        "text": "3 cartes ne sont plus à jour dans Apple Wallet depuis le 2 février.",
        "cure": "Apple refuse le certificat de la boutique.",
        "code": "BadCertificate",
    }
    page, server = open_book(open_page, 320, scheme, undelivered=[certificate])
    said = page.inner_text("[data-undelivered-list]")
    wide, wrong = overflow(page), violations(page)
    server.answers["overview"] = OVERVIEW
    page.click("[data-retry]")
    page.wait_for_selector("text=C’est reparti")

    assert certificate["text"] in said and "Code\u202f: BadCertificate" in said
    assert (wide, wrong) == (0, [])
    assert server.asked[-2:] == ["retries", "overview"]
    assert page.locator("[data-undelivered]").is_hidden()


def test_trying_again_goes_on_while_there_may_be_more_and_stops_where_nothing_moves(
    open_page: OpenPage,
) -> None:
    line = {"text": "1 carte", "cure": "", "code": "x"}
    page, server = open_book(open_page, undelivered=[line])
    server.answers["retries"] = iter(
        [{"cards": cards, "reports": 0, "more": True} for cards in (200, 200, 0)]
    )

    page.click("[data-retry]")
    page.wait_for_selector("text=Une partie est repartie")

    assert server.asked.count("retries") == 3


def test_trying_again_that_finds_no_network_does_not_go_on_saying_one_moment(
    open_page: OpenPage,
) -> None:
    page, server = open_book(open_page, undelivered=[{"text": "1 carte", "cure": "", "code": "x"}])
    server.down.add("retries")

    page.click("[data-retry]")
    page.wait_for_selector("text=Le réseau n’a pas répondu")

    assert page.inner_text("[data-retried]") == ""


def test_a_book_in_order_has_nothing_to_try_again(open_page: OpenPage) -> None:
    page, _ = open_book(open_page)

    assert page.locator("[data-undelivered]").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("is_over", "role", "colour"), [(True, "alert", "--accent"), (False, "status", "--wait")]
)
def test_what_is_wrong_with_a_wallet_is_said_before_everything_else(
    open_page: OpenPage, is_over: bool, role: str, colour: str, scheme: str
) -> None:
    said = "Le certificat Apple de la boutique expire dans 12 jours, le 14 février 2026."

    page, _ = open_book(open_page, 320, scheme, troubles=[{"text": said, "is_over": is_over}])

    line = page.locator(f"[role={role}] p", has_text=said)
    drawn, named = line.evaluate(
        """(line, colour) => {
            const probe = document.createElement('i');
            probe.style.color = `var(${colour})`;
            line.append(probe);
            const both = [getComputedStyle(line).borderLeftColor, getComputedStyle(probe).color];
            probe.remove();
            return both;
        }""",
        colour,
    )
    assert line.bounding_box()["y"] < page.locator("#week").bounding_box()["y"]  # type: ignore[index]
    assert page.get_by_text(said).count() == 1
    assert drawn == named
    assert overflow(page) <= 0
    assert violations(page) == []


def test_members_come_with_the_book_and_the_next_of_them_when_asked_for(
    open_page: OpenPage,
) -> None:
    first = OVERVIEW["members_page"]
    page, server = open_book(open_page, 320, members_page=first | {"next_cursor": "2026-05|A"})
    assert "members" not in server.asked

    server.answers["members"] = first
    page.click("[data-members-more]")
    expect(page.locator("[data-members-rows] tr")).to_have_count(6)

    assert server.addresses[-1].endswith("/v1/owner/members?cursor=2026-05%7CA")
    assert page.locator("[data-members-more]").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_of_a_while_ago_say_of_when_they_are(open_page: OpenPage, scheme: str) -> None:
    page, server = open_book(
        open_page, 320, scheme, counted_at="2026-11-22T13:05:00.000Z", counting=True
    )
    said = page.inner_text("[data-counted]")
    wide, wrong = overflow(page), violations(page)
    server.answers["overview"] = OVERVIEW | {"counted_at": "2026-11-22T13:15:00.000Z"}
    page.reload()
    expect(page.locator("[data-counted]")).not_to_contain_text("recompte")

    assert re.fullmatch(
        "Chiffres du 22 novembre à [0-9]{2}:05\\. "
        "On les recompte\u202f: rechargez la page dans quelques minutes\\.",
        said,
    )
    assert (wide, wrong) == (0, [])


def test_figures_of_now_say_nothing_of_when_they_are(open_page: OpenPage) -> None:
    page, _ = open_book(open_page)

    assert page.locator("[data-counted]").is_hidden()
