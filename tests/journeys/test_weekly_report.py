"""The weekly report: when it is due, that it goes out once, and what is in it."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from functools import partial

import pytest

from functions import jobs, wiring
from functions.failures import MailRefused
from functions.journeys.week_fold import anchor_instant
from functions.journeys.weekly_report import report_due, send_due_reports
from functions.mail import report
from functions.mail.message import message
from functions.ports import Mailer, Services
from functions.records import Mail
from tests.builders import at, program, program_data
from tests.shop import Shop

WRITE = partial(report.write, url="https://cards.example.org")


@pytest.fixture(name="installed")
def _installed(shop: Shop) -> Iterator[Shop]:
    """The shop as this process's own, as a scheduled job finds it."""
    wiring.install(shop.house)
    yield shop
    wiring._installed.clear()


def mails(shop: Shop) -> list[str]:
    return [mail.subject for mail in shop.services.mailer.every()]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-02-09 06:59", None),
        ("2026-02-09 07:00", "2026-W06"),
        ("2026-02-15 23:59", "2026-W06"),
        ("2026-03-30 07:00", "2026-W13"),
        ("2027-01-04 07:00", "2026-W53"),
    ],
)
def test_a_report_is_due_from_monday_seven_local_time(now: str, week: str | None) -> None:
    due = report_due(program(), at(now))

    assert (due.name if due else None) == week


def test_the_scheduled_job_sends_once_however_often_it_runs(installed: Shop) -> None:
    installed.pair().earn(installed.join().code)
    installed.at("2026-02-09 07:05")

    runs = [jobs.weekly({}, None)["sent"] for _ in range(3)]

    assert runs == [["cafe-poincon 2026-W06"], [], []]
    assert mails(installed) == ["Semaine 6\u202f: 1 passage, 1 nouveau, 0 café offert"]


def test_a_program_that_did_not_exist_that_week_gets_no_report(shop: Shop) -> None:
    assert send_due_reports(shop.services, WRITE) == []


def test_a_mail_that_was_refused_is_sent_by_a_later_run(shop: Shop) -> None:
    shop.at("2026-02-09 07:05")
    refusing = Refusing()
    services = _with_mailer(shop, refusing)

    with pytest.raises(MailRefused):
        send_due_reports(services, WRITE)
    too_early = send_due_reports(_with_mailer(shop, shop.services.mailer), WRITE)
    shop.later(minutes=30)
    sent = send_due_reports(shop.services, WRITE)

    assert too_early == []
    assert sent == ["cafe-poincon 2026-W06"]


def test_one_shops_refused_mail_keeps_no_other_shop_waiting(shop: Shop) -> None:
    shop.services.programs.publish(
        program_data(id="aaa-first", owner_email="a@b.example"), shop.now
    )
    shop.at("2026-02-09 07:05")
    services = _with_mailer(shop, Choosy(shop.services.mailer, refuses="a@b.example"))

    with pytest.raises(MailRefused):
        send_due_reports(services, WRITE)

    assert len(mails(shop)) == 1


def test_the_mail_has_text_html_csv_and_the_ledgers_fingerprint(shop: Shop) -> None:
    shop.pair().earn(shop.join().code)
    shop.at("2026-02-09 07:05")
    send_due_reports(shop.services, WRITE)

    written = shop.services.reports.every("cafe-poincon")[0]
    mail = _sent(shop)

    assert written.entries == 1
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert written.digest in body.get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "cafe-poincon-2026-W06.csv"
    ]


def test_the_fingerprint_leaves_out_what_may_still_be_under_way(shop: Shop) -> None:
    card = shop.join()
    shop.pair().earn(card.code)
    shop.at("2026-02-09 07:03").pair().earn(card.code)
    shop.at("2026-02-09 07:05").later(seconds=7)

    send_due_reports(shop.services, WRITE)
    shop.pair().earn(card.code, over_ready=True)

    (sent,) = shop.services.reports.every("cafe-poincon")
    assert (sent.anchored_at, sent.entries) == (at("2026-02-09 07:03"), 1)
    assert (anchor_instant(shop.now), shop.now.second) == (sent.anchored_at, 7)


def test_a_scan_that_arrives_after_the_mail_corrects_the_week_and_the_next_mail_says_so(
    shop: Shop,
) -> None:
    card, till = shop.join(), shop.pair()
    till.earn(card.code)
    sunday = shop.at("2026-02-08 18:00").now
    shop.at("2026-02-09 07:05")
    send_due_reports(shop.services, WRITE)
    shop.pair().earn(card.code, made_at=sunday)

    shop.at("2026-02-16 07:05")
    send_due_reports(shop.services, WRITE)

    text = _sent(shop).get_body(("plain",))
    assert text is not None
    assert "Semaine 6 corrigée\u202f: 1 dans le message, 2 à présent." in text.get_content()


def test_the_html_needs_no_image_no_script_and_no_other_host(shop: Shop) -> None:
    shop.at("2026-02-09 07:05")
    send_due_reports(shop.services, WRITE)

    body = _sent(shop).get_body(("html",))

    assert body is not None
    html = body.get_content()
    assert not any(tag in html for tag in ("<img", "<script", "<link", "<style"))
    assert html.count("https://") == 1


def test_a_line_break_in_a_header_is_refused() -> None:
    mail = Mail(
        to="a@example.org",
        sender_name="Café",
        subject="one\r\nBcc: mallory@example.org",
        text="",
        html="",
        attachments={},
    )

    with pytest.raises(ValueError, match="Header values may not contain linefeed"):
        message(mail, sender="b@example.org", now=at("2026-02-09 07:05"))


class Refusing:
    """A mail service that takes nothing."""

    once = False

    def send(self, mail: Mail) -> None:
        raise MailRefused()


class Choosy:
    """A mail service that takes everything but what goes to one address."""

    def __init__(self, mailer: Mailer, refuses: str) -> None:
        self.mailer = mailer
        self.refuses = refuses
        self.once = mailer.once

    def send(self, mail: Mail) -> None:
        if mail.to == self.refuses:
            raise MailRefused()
        self.mailer.send(mail)


def _with_mailer(shop: Shop, mailer: Mailer) -> Services:
    return replace(shop.services, mailer=mailer)


def _sent(shop: Shop) -> EmailMessage:
    mailbox = shop.services.mailer
    newest = next(iter(mailbox.every()))  # type: ignore[attr-defined]
    read: EmailMessage = mailbox._read(mailbox.folder / f"{newest.name}.eml")  # type: ignore[attr-defined]
    return read
