"""The local mailbox: each mail a file, and readable as what it was."""

from dataclasses import replace
from pathlib import Path

import pytest

from functions.mail.mailbox import Mailbox
from functions.records import Mail
from tests.builders import at

MONDAY = at("2026-02-09 07:00")
MAIL = Mail(
    to="bonjour@cafe-poincon.example",
    sender_name='Café "Poinçon", Nantes',
    subject="Semaine 6\u202f: 12 passages",
    text="Douze passages",
    html="<p>Douze passages à midi</p>",
    attachments={"semaine.csv": "\ufeffété".encode()},
)


@pytest.fixture(name="mailbox")
def _mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mailbox", "poincon@example.org", lambda: MONDAY)


def test_an_empty_mailbox_has_no_mails(mailbox: Mailbox) -> None:
    assert list(mailbox.every()) == []
    assert mailbox.html("20260209T060000-00") is None


def test_a_mail_is_kept_as_it_was_sent(mailbox: Mailbox) -> None:
    mailbox.send(MAIL)

    (kept,) = mailbox.every()

    assert (kept.subject, kept.to, kept.at) == (MAIL.subject, MAIL.to, MONDAY)
    assert (mailbox.html(kept.name) or "").strip() == MAIL.html


def test_mails_of_one_second_all_stay_and_the_newest_is_first(mailbox: Mailbox) -> None:
    for number in range(3):
        mailbox.send(replace(MAIL, subject=f"Mail {number}"))

    assert [kept.subject for kept in mailbox.every()] == ["Mail 2", "Mail 1", "Mail 0"]


def test_a_mail_that_is_handed_over_again_takes_its_own_place(mailbox: Mailbox) -> None:
    report = replace(MAIL, id="cafe-poincon.2026-W06")
    mailbox.send(report)
    mailbox.send(MAIL)

    mailbox.send(replace(report, subject="Semaine 6, encore"))

    kept = {mail.name: mail.subject for mail in mailbox.every()}
    assert kept.pop(report.id) == "Semaine 6, encore"
    assert list(kept.values()) == [MAIL.subject]


def test_a_file_is_plain_ascii_and_no_draft_is_left(mailbox: Mailbox) -> None:
    mailbox.send(MAIL)

    (path,) = mailbox.folder.iterdir()

    assert path.suffix == ".eml"
    assert path.read_bytes().isascii()


@pytest.mark.parametrize("name", ["../secrets", "*", "", "20260209T060000-00.eml"])
def test_a_name_that_is_no_mails_leads_nowhere(mailbox: Mailbox, name: str) -> None:
    mailbox.send(MAIL)
    (mailbox.folder.parent / "secrets.eml").write_text("Subject: no\n\nno")

    assert mailbox.html(name) is None
