"""The clock: every entry is dated with it, and AWS and Google refuse what is dated wrongly."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from functions.ports import Clock
from functions.settings import Settings
from functions.terminal import doctor_aws
from functions.terminal.findings import Finding

OFF = timedelta(seconds=60)
_SET = "have it set by the network (timedatectl set-ntp true), then look at the last entries"


def examine(settings: Settings, web: httpx.Client, clock: Clock) -> Finding:
    """Against AWS where it is used, else against whatever serves the public address."""
    told = _of_aws() if doctor_aws.is_used(settings) else None
    peer = "AWS"
    if told is None and not settings.is_local:
        told, peer = _of_site(f"{settings.url}/v1/", web), settings.url
    now = clock()
    if told is None:
        seen = f"says {now:%Y-%m-%d %H:%M} UTC; nobody outside can be asked"
        return Finding("ok", "clock", f"{seen}: compare it with a watch")
    return against(peer, told, now)


def against(peer: str, told: datetime, now: datetime) -> Finding:
    """As far as whole seconds and the way between them tell."""
    off = now - told
    if abs(off) > OFF:
        which = "behind" if off < timedelta() else "ahead of"
        return Finding(
            "wrong", "clock", f"is {abs(off).total_seconds():.0f} s {which} {peer}", _SET
        )
    return Finding("ok", "clock", f"as {peer} has it, within a minute")


def _of_aws() -> datetime | None:
    """Also a refusal is dated, as one for the very reason that the clock is wrong."""
    try:
        answer = doctor_aws.client("sts").get_caller_identity()
    except ClientError as refused:
        answer = refused.response
    except BotoCoreError:
        return None
    return date_of(answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", ""))


def _of_site(url: str, web: httpx.Client) -> datetime | None:
    try:
        with web.stream("GET", url) as response:
            told, age = response.headers.get("date", ""), response.headers.get("age", "")
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    at = date_of(told)
    return at + timedelta(seconds=int(age)) if at and age.isdecimal() else at


def date_of(header: str) -> datetime | None:
    """The time of a Date header, if it is one."""
    try:
        told = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
