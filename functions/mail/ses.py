"""Amazon SES (API v2): https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.mail.message import message
from functions.ports import Clock
from functions.records import (
    Mail,
    MailRefused,
)

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


class Ses:
    """Fulfils ``ports.Mailer``; the sender's address or domain must be verified at SES."""

    def __init__(self, client: "SESV2Client", sender: str, clock: Clock) -> None:
        self._client = client
        self._sender = sender
        self._clock = clock

    def send(self, mail: Mail) -> None:
        """Hand it over; whatever SES answers but success is ``MailRefused``."""
        written = message(mail, sender=self._sender, now=self._clock())
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": bytes(written)}},
            )
        except (ClientError, BotoCoreError) as refused:
            raise MailRefused() from refused
