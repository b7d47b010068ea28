"""Amazon SES sends no more: the weekly report waits, is told of, and goes out once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import boto3

from functions.journeys.watching import LATE
from functions.journeys.weekly_report import DUE_HOUR
from functions.tour.actors import expect
from loyalty.calendar import Week
from tests.cloud import aws
from tests.cloud.drill_house import House
from tests.cloud.operating import say
from tests.cloud.shop import OWNER, SENDER, STAGE

_ZONE = ZoneInfo("Europe/Paris")
_JOBS = f"poincon-{STAGE}-jobs"
_DOMAIN = SENDER.partition("@")[2]


def suspended(house: House) -> None:
    """The sender's identity is gone, as good as an account that is suspended; then it is back."""
    owner, before = house.owner(), _reports()
    house.aws("sesv2", "delete_email_identity", EmailIdentity=_DOMAIN)
    boto3.client("ses").delete_identity(Identity=_DOMAIN)  # the emulator keeps it there as well
    house.news("jobs")
    error = house.failed_job("weekly")
    expect("MessageRejected" in error, f"the job failed with {error}")
    (line, *_) = [one for one in aws.log_lines(_JOBS) if "MailRefused: " in one]
    say(f"The jobs' log: {line.strip()}")
    late = house.figure("ReportsLate")
    if _is_late():
        expect(late == 1, f"{late:g} reports are late")
        expect(house.alarm("reports-late") == "ALARM", "nobody hears of it")
    said = house.terminal("outbox")
    expect("MessageRejected" in said, "the outbox does not say why")
    expect(owner.sees()["undelivered"] == [], "the owner reads of it on the first day")
    say("The owner's page says nothing yet: it does once the report is refused for a day.")

    house.aws(
        *("sesv2", "create_email_identity"),
        EmailIdentity=_DOMAIN,
        ConfigurationSetName=f"poincon-{STAGE}",
    )
    house.terminal("outbox", "--retry")
    say(f"The job, an hour later: {house.job('weekly')}; and once more: {house.job('weekly')}")
    expect(house.figure("ReportsLate") == 0, "a report is late still")
    sent = _reports()[len(before) :]
    expect(len(sent) == 1, f"{len(sent)} reports went out")
    expect(owner.sees()["undelivered"] == [], "the owner still reads of it")
    say(f"Sent once: {sent[0]['Subject']}")


def _reports() -> Sequence[Any]:
    return [mail for mail in aws.mails() if OWNER in mail["To"]]


def _is_late() -> bool:
    """The metric says so from three hours after a report was due: on Mondays not before ten."""
    now = datetime.now(UTC)
    monday = Week.containing(now, _ZONE).bounds(_ZONE)[0]
    return now >= monday + DUE_HOUR + LATE
