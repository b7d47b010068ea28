"""``poincon doctor`` on what runs by itself, as the store of a real shop knows it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from functions.journeys import tell_wallets
from functions.journeys.nightly_audit import audit_nights
from functions.journeys.weekly_report import send_due_reports
from functions.mail import report
from functions.ports import GoogleCards
from functions.records import LastAudit, Told
from functions.terminal import doctor_jobs
from functions.terminal.findings import Finding
from tests.shop import Shop

CAFE = "cafe-poincon"


def looked(shop: Shop) -> dict[str, Finding]:
    programs = shop.services.programs.every()
    found = doctor_jobs.examine(shop.house.settings, shop.services, programs)
    return {one.subject: one for one in found}


def send(shop: Shop) -> None:
    def write(*told: Any) -> Any:
        return report.write(*told, url=shop.services.url, wallets=lambda _: [])

    send_due_reports(shop.services, write)


def test_a_shop_that_has_just_opened_has_nothing_to_say(shop: Shop) -> None:
    found = looked(shop)

    assert list(found) == ["wallets", "given up", "report", "audit"]
    assert {one.verdict for one in found.values()} == {"ok"}
    assert found["report"].seen == f"{CAFE}: none was sent yet"


def test_a_shop_without_a_program_is_no_error(shop: Shop) -> None:
    found = list(doctor_jobs.examine(shop.house.settings, shop.services, []))

    assert [one.subject for one in found] == ["wallets", "given up"]


def test_a_card_that_waits_for_five_minutes_is_a_warning(shop: Shop) -> None:
    shop.services.outbox.arrive(_held(shop), "google")
    since = shop.now

    soon = looked(shop.later(minutes=4, seconds=59))["wallets"]
    late = looked(shop.later(seconds=1))["wallets"]

    assert soon.verdict == "ok"
    assert late.verdict == "warning" and f"since {since:%Y-%m-%d %H:%M} UTC" in late.seen


def _held(shop: Shop) -> Any:
    shop.join()
    (held,) = shop.services.cards.every(CAFE)
    return held


class Closed:
    """A wallet that takes nothing."""

    waiting_for = None

    def tell(self, *_: object) -> Told:
        return Told(done=False, reason="status-503", retry_seconds=60)


def test_wallets_that_were_given_up_lead_to_the_outbox(shop: Shop) -> None:
    shop.services.outbox.arrive(_held(shop), "google")
    services = replace(shop.services, google=cast(GoogleCards, Closed()))
    for _ in range(26):
        tell_wallets.sweep(services)
        shop.later(hours=1, seconds=1)

    found = looked(shop)

    assert found["given up"].verdict == "warning"
    assert found["given up"].seen == "wallets of 1 card, after a day"
    assert "poincon outbox" in found["given up"].cure


def test_a_report_that_is_late_is_a_warning_and_the_last_one_is_named(shop: Shop) -> None:
    due = shop.at("2026-02-09 09:59")
    assert looked(due)["report"].verdict == "ok"
    late = looked(shop.at("2026-02-09 10:00"))["report"]
    send(shop)
    sent = looked(shop)["report"]

    assert (late.verdict, late.seen) == (
        "warning",
        f"{CAFE}: none was sent yet; a later one is missing",
    )
    assert (sent.verdict, sent.seen) == ("ok", f"{CAFE}: 2026-W06 was sent last")


def test_an_audit_that_nobody_makes_is_a_warning_after_two_nights(shop: Shop) -> None:
    assert looked(shop.later(hours=49))["audit"].verdict == "ok"
    never = looked(shop.later(hours=2))["audit"]
    audit_nights(shop.services)
    made = looked(shop.later(hours=50))["audit"]
    old = looked(shop.later(seconds=1))["audit"]

    assert [one.verdict for one in (never, made, old)] == ["warning", "ok", "warning"]
    assert never.seen == f"{CAFE}: none has ended yet" and never.cure


def test_cards_that_differ_are_wrong(shop: Shop) -> None:
    found = LastAudit(at=shop.now - timedelta(hours=1), differences=2, codes={"chain-broken": 2})
    shop.services.audits.note(CAFE, found)

    seen = looked(shop)["audit"]

    assert seen.verdict == "wrong" and seen.seen.endswith("; 2 differ")
    assert seen.cure.startswith("poincon audit")
