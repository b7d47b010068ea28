"""Whether phones reach the web service at the address that passes carry."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from functions.settings import Settings
from functions.terminal.findings import Finding

_SOON = timedelta(days=14)
_ENOUGH = 65_536
_PROXY = "let the web server in front pass /apple/ on to Poinçon, unchanged"


def named(settings: Settings) -> Finding:
    """The address itself: passes keep it for years."""
    if settings.is_local:
        cure = "set POINCON_URL to the public address, as in https://cards.example.org"
        return Finding("wrong", "address", f"{settings.url} is this machine’s own", cure)
    if not settings.is_https:
        cure = "phones ask over https alone: change POINCON_URL"
        return Finding("wrong", "address", f"{settings.url} is not https", cure)
    return Finding("ok", "address", settings.url)


def asked(url: str, web: httpx.Client, now: datetime) -> Finding:
    """Ask for a pass as a phone does, without its token: no is the right answer."""
    headers = {"Accept-Language": "en", "Accept-Encoding": "identity"}
    try:
        with web.stream("GET", url, headers=headers) as response:
            ends = _end_of_site(response)  # before the connection may close
            body = _beginning(response)
    except httpx.HTTPError as error:
        return _unreachable(error)
    except httpx.InvalidURL:
        return Finding("wrong", "address", "is no address", "correct POINCON_URL")
    if response.status_code != 401:
        return _answered_otherwise(response)
    if not (_is_ours(body) or "www-authenticate" in response.headers):
        return Finding("wrong", "address", "answers 401, but it is not Poinçon that does", _PROXY)
    if ends and ends - now < _SOON:
        seen = f"the site’s certificate ends on {ends:%Y-%m-%d}"
        return Finding("warning", "address", seen, "renew it where https is served")
    lasts = f", with a certificate until {ends:%Y-%m-%d}" if ends else ""
    return Finding("ok", "address", f"the web service answers{lasts}")


def _answered_otherwise(response: httpx.Response) -> Finding:
    status = response.status_code
    if response.is_redirect:
        seen = f"leads on to {response.headers['location']}"
        return Finding("wrong", "address", seen, "set POINCON_URL to where it leads in the end")
    if status == 503:
        return Finding("warning", "address", "answers 503", "try again, then look into the log")
    return Finding("wrong", "address", f"answers {status} instead of 401", _PROXY)


def _unreachable(error: httpx.HTTPError) -> Finding:
    refused = next((e for e in _causes(error) if isinstance(e, ssl.SSLCertVerificationError)), None)
    if refused:
        seen = f"the site’s certificate is not valid: {refused.verify_message}"
        return Finding(
            "wrong", "address", seen, "phones refuse it: correct it where https is served"
        )
    kind = type(error).__name__
    cure = "open it in a phone’s browser: is it public, and is its name known?"
    return Finding("wrong", "address", f"cannot be reached from here ({kind})", cure)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _beginning(response: httpx.Response) -> bytes:
    """As it comes over the line, and no more than an answer of ours could be."""
    return next(response.iter_raw(_ENOUGH), b"")


def _is_ours(body: bytes) -> bool:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("code") == "not-allowed"


def _end_of_site(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream else None
    if tls is None:
        return None
    ends = ssl.cert_time_to_seconds(tls.getpeercert()["notAfter"])
    return datetime.fromtimestamp(ends, tz=UTC)
