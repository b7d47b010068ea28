"""Amazon SES (API v2): https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html.

SES knows no key under which a second hand-over of one mail would be the same, and gives each a
Message-ID of its own. So nothing is sent again here: whoever asked knows whether to, and
``X-Poincon-Report`` tells a reader that two messages are one report.
"""

import re
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from functions.failures import MailRefused
from functions.mail.message import message
from functions.ports import Clock
from functions.records import Mail

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

ONE_TRY = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1})

_CODE = re.compile(r"[A-Za-z]{1,60}")


class Ses:
    """Fulfils ``ports.Mailer``; the sender's address or domain must be verified at SES."""

    once = False

    def __init__(self, client: "SESV2Client", sender: str, clock: Clock) -> None:
        self._client = client
        self._sender = sender
        self._clock = clock

    def send(self, mail: Mail) -> None:
        """Hand it over; whatever SES answers but success is ``MailRefused``.

        What goes wrong once a connection stands, there or on the way, is no refusal: SES may have
        taken the mail all the same.
        """
        written = message(mail, sender=self._sender, now=self._clock())
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": bytes(written)}},
            )
        except ClientError as refused:
            raise MailRefused(_code(refused), unanswered=_is_open(refused)) from refused
        except HTTPClientError as lost:
            raise MailRefused("unanswered", unanswered=True) from lost
        except BotoCoreError as unreachable:
            raise MailRefused("unreachable") from unreachable


def _is_open(refused: ClientError) -> bool:
    """A server that failed says nothing of what it did before."""
    answer = refused.response.get("ResponseMetadata", {})
    return answer.get("HTTPStatusCode", 0) >= 500


def _code(refused: ClientError) -> str:
    """SES's own code, as in ``MessageRejected``; its sentence may repeat an address."""
    code = refused.response.get("Error", {}).get("Code", "").removesuffix("Exception")
    return code if _CODE.fullmatch(code) else "refused"
