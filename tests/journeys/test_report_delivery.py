"""A weekly mail that is refused, lost on the way, or handed over by a process that dies."""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from functions.failures import MailRefused, OutsideError
from functions.journeys import undelivered, weekly_report
from functions.mail import report
from functions.ports import Mailer, Services
from functions.records import Delivery, Mail, Report
from functions.store.reports import LEASE
from loyalty.calendar import Week
from loyalty.figures import Comparison
from loyalty.program import Program
from tests.builders import program_data
from tests.shop import Shop

pytestmark = pytest.mark.long

CAFE = "cafe-poincon"
WRITE = partial(report.write, url="https://cards.example.org")
REFUSED = MailRefused("MessageRejected")
LOST = MailRefused("unanswered", unanswered=True)


class Service:
    """A mail service that answers as the test says; ``taken`` counts what it accepted."""

    def __init__(self, *answers: Exception | None, once: bool = False) -> None:
        self.answers = list(answers)
        self.once = once
        self.taken: Counter[str] = Counter()

    def send(self, mail: Mail) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not REFUSED:
            self.taken[mail.id] += 1
        if answer:
            raise answer


def hour(shop: Shop, mailer: Mailer | None = None) -> list[str]:
    """The hourly job, which goes on after a refusal."""
    services = replace(shop.services, mailer=mailer or shop.services.mailer)
    try:
        return weekly_report.send_due_reports(services, WRITE)
    except OutsideError:
        return ["refused"]


def kept(shop: Shop) -> Report:
    return shop.services.reports.every(CAFE)[0]


@pytest.fixture(name="monday")
def _monday(shop: Shop) -> Shop:
    return shop.at("2026-02-09 07:05")


def test_a_refused_mail_is_tried_at_the_next_hour_and_then_forgotten_as_a_failure(
    monday: Shop,
) -> None:
    service = Service(REFUSED)

    refused = hour(monday, service)
    waiting = kept(monday).delivery
    sent = hour(monday.later(hours=1), service)

    assert (refused, sent) == (["refused"], [f"{CAFE} 2026-W06"])
    assert (waiting.state, waiting.tries, waiting.reason) == ("waiting", 1, "MessageRejected")
    assert kept(monday).delivery == Delivery()
    assert service.taken == {f"{CAFE}.2026-W06": 1}


def test_a_mail_refused_for_a_day_is_tried_once_a_day_also_when_its_week_is_long_over(
    monday: Shop,
) -> None:
    picky = Picky(monday.services.mailer, refuses=f"{CAFE}.2026-W06")

    hours = [hour(monday.later(hours=1), picky) for _ in range(24 * 10)]
    given_up = {one.week: one.delivery.state for one in monday.services.reports.every(CAFE)}
    at_last = [hour(monday.later(hours=1)) for _ in range(24)]

    assert hours[:25] == [["refused"]] * 25
    assert hours.count(["refused"]) == 25 + 8
    assert given_up == {"2026-W07": "", "2026-W06": "dead"}
    assert [sent for sent in at_last if sent] == [[f"{CAFE} 2026-W06"]]


def test_the_owner_reads_which_report_did_not_go_out_and_has_it_sent(monday: Shop) -> None:
    service = Service(*[REFUSED] * 26)
    for _ in range(26):
        hour(monday, service)
        monday.later(hours=1)
    owner = monday.pair("owner")
    (line,) = owner.get("overview").json["undelivered"]

    pressed = monday.web.post("/v1/owner/retries", headers=owner.bearer).json
    sent = hour(monday)

    assert kept(monday).sent_at == monday.now
    assert line["text"] == "Le rapport de la semaine 6 n’est pas parti."
    assert (line["code"], "adresse" in line["cure"]) == ("MessageRejected", True)
    assert pressed == {"cards": 0, "reports": 1, "more": False}
    assert sent == [f"{CAFE} 2026-W06"]


def test_a_mail_whose_answer_was_lost_is_sent_once_more_and_no_more(monday: Shop) -> None:
    service = Service(LOST, LOST)

    hours = [hour(monday.later(hours=1), service) for _ in range(40)]

    assert hours[:3] == [["refused"]] * 3
    assert hours[3:] == [[]] * 37
    assert service.taken == {f"{CAFE}.2026-W06": 2}
    assert kept(monday).delivery.state == "uncertain"


def test_what_may_have_arrived_is_sent_when_the_owner_asks(monday: Shop) -> None:
    for _ in range(3):
        hour(monday.later(hours=1), Service(LOST))
    owner = monday.pair("owner")
    (line,) = owner.get("overview").json["undelivered"]

    retried = undelivered.retry(monday.services, CAFE)

    assert line["text"] == "Le rapport de la semaine 6 n’est peut-être pas parti."
    assert retried == undelivered.Retried(cards=0, reports=1, more=False)
    assert hour(monday) == [f"{CAFE} 2026-W06"]


def test_a_lost_answer_of_a_service_that_delivers_once_is_simply_sent_again(monday: Shop) -> None:
    service = Service(*[LOST] * 5, once=True)

    hours = [hour(monday.later(hours=1), service) for _ in range(7)]

    assert hours == [["refused"]] * 5 + [[f"{CAFE} 2026-W06"], []]


def test_a_claim_that_was_lost_to_another_hands_nothing_over(monday: Shop) -> None:
    service = Service()

    def late(program: Program, figures: Comparison, *rest: object) -> Mail:
        hour(monday.later(seconds=LEASE.total_seconds()), service)
        return WRITE(program, figures)

    services = replace(monday.services, mailer=service)
    first = weekly_report.send_report(services, monday.program, Week.named("2026-W06"), late)

    assert not first
    assert service.taken == {f"{CAFE}.2026-W06": 1}


def test_with_the_job_fired_twice_and_dying_no_mail_is_missed_and_none_is_doubled(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20260209)
    monkeypatch.setattr(random, "uniform", chance.uniform)
    for number in range(1, SHOPS):
        shop.services.programs.publish(program_data(id=f"shop-{number:02d}"), shop.now)
    failing = Failing(shop.services.mailer, chance)
    services = replace(shop.services, mailer=failing)
    failing.again = lambda: _fire(services)
    wanted: set[str] = set()
    for monday in range(WEEKS):
        shop.at("2026-02-09 07:00").later(days=7 * monday)
        for program in services.programs.every():
            week = weekly_report.report_due(program, shop.now)
            wanted.add(f"{program.id}.{week.name if week else ''}")
        for _ in range(20):
            _fire(services)
            shop.later(hours=1)
    failing.is_calm = True
    for _ in range(3):
        _fire(services)
        shop.later(days=1)

    found = Counter(_ids(shop))
    assert len(wanted) == SHOPS * WEEKS
    assert set(found) == wanted
    assert set(found.values()) == {1}
    assert min(failing.died, failing.refused, failing.doubled) > 2


SHOPS, WEEKS = 20, int(os.environ.get("WEEKS", "6"))
"""``WEEKS=50`` in the environment plays a thousand: about a minute."""


class Died(BaseException):
    """The process ended."""


class Picky:
    """A mail service that does not take one of the mails."""

    once = True

    def __init__(self, mailer: Mailer, refuses: str) -> None:
        self.mailer = mailer
        self.refuses = refuses

    def send(self, mail: Mail) -> None:
        if mail.id == self.refuses:
            raise REFUSED
        self.mailer.send(mail)


class Failing:
    """A mailbox in front of which everything goes wrong now and then."""

    once = True

    def __init__(self, mailer: Mailer, chance: random.Random) -> None:
        self.mailer = mailer
        self.chance = chance
        self.again: Callable[[], None] = lambda: None
        self.is_within = self.is_calm = False
        self.died = self.refused = self.doubled = 0

    def send(self, mail: Mail) -> None:
        if not self.is_within and self.chance.random() < 0.05:
            self.is_within, self.doubled = True, self.doubled + 1
            self.again()
            self.is_within = False
        fate = 1.0 if self.is_calm else self.chance.random()
        if 0.05 <= fate < 0.17:
            self.refused += 1
            raise MailRefused("TooManyRequests")
        if fate >= 0.025:
            self.mailer.send(mail)
        if fate < 0.05:
            self.died += 1
            raise Died()


def _fire(services: Services) -> None:
    try:
        weekly_report.send_due_reports(services, _plain)
    except (Died, OutsideError):
        return


def _plain(program: Program, figures: Comparison, *rest: object) -> Mail:
    return Mail(
        to=program.owner_email,
        sender_name=program.name,
        subject="Semaine",
        text="",
        html="",
        attachments={},
        id=f"{program.id}.{figures.week.week.name}",
    )


def _ids(shop: Shop) -> list[str]:
    """Which reports the mails in the box are."""
    box: Any = shop.services.mailer
    return [box._read(path)["X-Poincon-Report"] for path in box.folder.glob("*.eml")]
