"""Mail through Amazon SES, as moto plays it."""

from collections.abc import Iterator
from email import message_from_string
from email.policy import default
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from functions.mail.ses import Ses
from functions.records import Mail, MailRefused
from tests.builders import at

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

REGION = "eu-west-3"
SENDER = "poincon@example.org"
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


def test_a_sender_that_is_not_verified_is_refused(ses: Ses) -> None:
    with pytest.raises(MailRefused):
        ses.send(MAIL)


def test_a_service_that_is_not_there_is_a_refusal() -> None:
    nowhere = boto3.client(
        "sesv2",
        region_name=REGION,
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        config=boto3.session.Config(retries={"total_max_attempts": 1}),
    )

    with pytest.raises(MailRefused):
        Ses(nowhere, SENDER, lambda: at("2026-02-09 07:00")).send(MAIL)
