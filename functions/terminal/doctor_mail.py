"""Mail: does anybody get it?"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from functions.settings import Settings
from functions.terminal.doctor_aws import asked, client, code_of
from functions.terminal.findings import Finding
from loyalty.program import Program

_ASK = "ask for production access in the console of Amazon SES"
_REVIEW = "Amazon’s console says what it wants changed: SES, Reputation metrics"
_UNLIST = "if the address is right: aws sesv2 delete-suppressed-destination --email-address <it>"


def examine(settings: Settings, programs: Sequence[Program]) -> Iterator[Finding]:
    """A folder, or Amazon SES with this account, this sender and these owners."""
    kind, place = settings.mail
    if kind == "folder":
        yield folder(Path(place), is_public=not settings.is_local)
        return
    action = "ses:GetAccount"
    yield from asked("account", action, lambda: account(client("sesv2").get_account()))
    action = "ses:GetEmailIdentity"
    yield from asked("sender", action, lambda: sender(client("sesv2"), settings.sender))
    action = "ses:GetSuppressedDestination"
    yield from asked("owner", action, lambda: [owner(client("sesv2"), one) for one in programs])


def folder(place: Path, *, is_public: bool) -> Finding:
    """The nearest folder that is there must take a file."""
    there = next(one for one in (place, *place.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Finding("wrong", "folder", f"{place} cannot be written", f"chown or chmod {there}")
    seen = f"mails become files in {place}: nobody is sent any"
    if is_public:
        return Finding(
            "warning", "folder", seen, "POINCON_MAIL=ses: sends them (docs/operating.md)"
        )
    return Finding("ok", "folder", seen)


def account(found: Mapping[str, Any]) -> Iterator[Finding]:
    """The account as SES describes it."""
    state = found.get("EnforcementStatus", "HEALTHY")
    if not found["SendingEnabled"] or state == "SHUTDOWN":
        yield Finding(
            "wrong", "account", "may not send: Amazon or somebody has stopped it", _REVIEW
        )
    elif state != "HEALTHY":
        yield Finding("warning", "account", f"is under review ({state})", _REVIEW)
    if not found["ProductionAccessEnabled"]:
        seen = "is in the sandbox: only addresses that are verified get mail"
        yield Finding("warning", "account", seen, _ASK)
    elif found["SendingEnabled"] and state == "HEALTHY":
        yield Finding("ok", "account", "sends, to anybody")


def sender(mail: Any, address: str) -> Iterator[Finding]:
    """The domain, else the very address."""
    domain = address.rpartition("@")[2]
    name, found = domain, _identity(mail, domain)
    if found is None:
        name, found = address, _identity(mail, address)
    if found is None:
        cure = f"make deploy, or aws sesv2 create-email-identity --email-identity {domain}"
        yield Finding("wrong", "sender", f"Amazon knows neither {domain} nor {address}", cure)
        return
    records = _records(domain, found)
    if found["VerifiedForSendingStatus"]:
        yield Finding("ok", "sender", f"{name} is verified")
    else:
        yield Finding("wrong", "sender", f"{name} is not verified: nothing is sent", records)
    signing = found.get("DkimAttributes", {}).get("Status", "NOT_STARTED")
    if signing == "SUCCESS":
        yield Finding("ok", "dkim", f"mails are signed by {name}")
    else:
        seen = f"mails are not signed by {name} ({signing}): they may end as junk"
        yield Finding("warning", "dkim", seen, records)


def owner(mail: Any, program: Program) -> Finding:
    """Amazon keeps a list of addresses that refused a mail, and sends them no more."""
    try:
        found = mail.get_suppressed_destination(EmailAddress=program.owner_email)
    except ClientError as error:
        if code_of(error) != "NotFoundException":
            raise
        return Finding("ok", "owner", f"of {program.id} may be written to")
    told = found["SuppressedDestination"]
    since = f"{told['LastUpdateTime']:%Y-%m-%d} ({told['Reason'].lower()})"
    seen = f"of {program.id} gets no mail since {since}"
    return Finding("wrong", "owner", seen, _UNLIST)


def _identity(mail: Any, name: str) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = mail.get_email_identity(EmailIdentity=name)
    except ClientError as error:
        if code_of(error) != "NotFoundException":
            raise
        return None
    return found


def _records(domain: str, found: Mapping[str, Any]) -> str:
    tokens = found.get("DkimAttributes", {}).get("Tokens", [])
    if not tokens:
        return "press the link in the mail that Amazon has sent to it"
    told = (f"{one}._domainkey.{domain} CNAME {one}.dkim.amazonses.com" for one in tokens)
    return f"give the domain these DNS records: {'; '.join(told)}"
