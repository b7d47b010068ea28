"""A mail as the internet writes it: text and HTML side by side, attachments, 7-bit safe."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from functions.records import Mail

POLICY = SMTP.clone(cte_type="7bit")


def message(mail: Mail, *, sender: str, now: datetime) -> EmailMessage:
    """The message; a line break in a header raises ``ValueError`` (the library's own check)."""
    written = EmailMessage(policy=POLICY)
    local, _, domain = sender.rpartition("@")
    written["From"] = Address(display_name=mail.sender_name, username=local, domain=domain)
    written["To"] = mail.to
    written["Subject"] = mail.subject
    written["Date"] = format_datetime(now)
    written["Message-ID"] = f"<{mail.id}@{domain}>" if mail.id else make_msgid(domain=domain)
    if mail.id:
        written["X-Poincon-Report"] = mail.id
    written.set_content(mail.text, cte="quoted-printable")
    written.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for name, data in mail.attachments.items():
        written.add_attachment(data, maintype="text", subtype="csv", filename=name)
    return written
