"""Mail through Amazon SES, as moto plays it."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.policy import default
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    HTTPClientError,
    ReadTimeoutError,
)
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from functions.failures import MailRefused
from functions.mail.ses import ONE_TRY, Ses
from functions.records import Mail
from tests.builders import at

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

REGION = "eu-west-3"
SENDER = "poincon@example.org"
URL = "https://email.eu-west-3.amazonaws.com"
MONDAY = at("2026-02-09 07:00")
MAIL = Mail(
    to="ada@example.org",
    sender_name="Café Poinçon",
    subject="Semaine 6\u202f: 1 passage",
    text="Été",
    html="<p>Été</p>",
    attachments={"semaine.csv": b"a,b\n"},
)


@pytest.fixture(name="aws")
def _aws() -> "Iterator[SESV2Client]":
    with mock_aws():
        yield boto3.client("sesv2", region_name=REGION)


@pytest.fixture(name="ses")
def _ses(aws: "SESV2Client") -> Ses:
    return Ses(aws, SENDER, lambda: at("2026-02-09 07:00"))


def test_a_verified_sender_hands_the_mail_over(aws: "SESV2Client", ses: Ses) -> None:
    aws.create_email_identity(EmailIdentity=SENDER)

    ses.send(MAIL)

    (taken,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    read = message_from_string(taken.raw_data, policy=default)
    assert (taken.source, set(taken.destinations)) == (SENDER, {MAIL.to})
    assert (read["Subject"], read["From"]) == (MAIL.subject, f"Café Poinçon <{SENDER}>")
    assert read.get_body(("plain",)).get_content().strip() == "Été"
    assert [part.get_filename() for part in read.iter_attachments()] == ["semaine.csv"]


def test_the_same_report_is_known_by_its_headers(aws: "SESV2Client", ses: Ses) -> None:
    aws.create_email_identity(EmailIdentity=SENDER)

    for _ in range(2):
        ses.send(replace(MAIL, id="cafe-poincon.2026-W06"))

    taken = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    read = [message_from_string(mail.raw_data, policy=default) for mail in taken]
    assert [mail["X-Poincon-Report"] for mail in read] == ["cafe-poincon.2026-W06"] * 2
    assert {mail["Message-ID"] for mail in read} == {"<cafe-poincon.2026-W06@example.org>"}


def test_a_sender_that_is_not_verified_is_refused(ses: Ses) -> None:
    with pytest.raises(MailRefused) as refused:
        ses.send(MAIL)

    assert (refused.value.reason, refused.value.unanswered) == ("MessageRejected", False)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("AccountSuspendedException", "AccountSuspended"),
        ("MailFromDomainNotVerifiedException", "MailFromDomainNotVerified"),
        ("TooManyRequestsException", "TooManyRequests"),
        ("ada@example.org is bounced", "refused"),
    ],
)
def test_a_refusal_is_told_as_a_code_without_an_address(code: str, reason: str) -> None:
    answer = ClientError({"Error": {"Code": code, "Message": "ada@example.org"}}, "SendEmail")

    with pytest.raises(MailRefused) as refused:
        Ses(Answering(answer), SENDER, lambda: MONDAY).send(MAIL)  # type: ignore[arg-type]

    assert (refused.value.reason, refused.value.unanswered) == (reason, False)


@pytest.mark.parametrize(
    "lost",
    [
        ReadTimeoutError(endpoint_url=URL),
        ConnectionClosedError(endpoint_url=URL),
        HTTPClientError(error=OSError("reset by peer")),
    ],
)
def test_a_lost_answer_is_not_taken_for_a_refusal(lost: Exception) -> None:
    with pytest.raises(MailRefused) as refused:
        Ses(Answering(lost), SENDER, lambda: MONDAY).send(MAIL)  # type: ignore[arg-type]

    assert refused.value.unanswered


def test_a_server_that_failed_may_have_taken_the_mail() -> None:
    failed = ClientError(
        {"Error": {"Code": "InternalFailure"}, "ResponseMetadata": {"HTTPStatusCode": 500}},  # type: ignore[typeddict-item]
        "SendEmail",
    )

    with pytest.raises(MailRefused) as refused:
        Ses(Answering(failed), SENDER, lambda: MONDAY).send(MAIL)  # type: ignore[arg-type]

    assert (refused.value.reason, refused.value.unanswered) == ("InternalFailure", True)


def test_a_connection_that_never_stood_carried_no_mail() -> None:
    nobody = ConnectTimeoutError(endpoint_url=URL)

    with pytest.raises(MailRefused) as refused:
        Ses(Answering(nobody), SENDER, lambda: MONDAY).send(MAIL)  # type: ignore[arg-type]

    assert (refused.value.reason, refused.value.unanswered) == ("unreachable", False)


def test_a_service_that_is_not_there_is_a_refusal() -> None:
    nowhere = boto3.client(
        "sesv2",
        region_name=REGION,
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        config=ONE_TRY,
    )

    with pytest.raises(MailRefused) as refused:
        Ses(nowhere, SENDER, lambda: MONDAY).send(MAIL)

    assert (refused.value.reason, refused.value.unanswered) == ("unreachable", False)


class Answering:
    """SES where it answers what moto cannot be made to."""

    def __init__(self, answer: Exception) -> None:
        self.answer = answer

    def send_email(self, **message: object) -> None:
        raise self.answer
