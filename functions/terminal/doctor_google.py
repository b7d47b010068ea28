"""What Google Wallet needs: the account's file, a token for it, and the issuer's permission."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from functions.settings import Settings
from functions.terminal.findings import Finding, complaints, patiently
from loyalty.errors import BadConfiguration
from loyalty.program import Program
from passes.google.account import Account
from passes.google.resources import class_id
from passes.google.rest import Delivered, Misconfigured, Outcome, WalletApi

Api: TypeAlias = Callable[[Account], WalletApi]

_GUIDE = "docs/operating.md, Google: an issuer account"
_LATER = "it may be the network, or Google: let this machine reach googleapis.com:443"
_KEY = f"make a new key for the service account: {_GUIDE}, step 2"
_INVITE = f"invite the service account as Developer of this issuer: {_GUIDE}, step 3"


def examine(settings: Settings, programs: Sequence[Program], api: Api) -> Iterator[Finding]:
    """One thing after the other, until one is missing."""
    given = settings.google
    if given is None:
        seen = "none is set: Google refuses the link that saves a card"
        yield Finding("warning", "account", seen, _GUIDE)
        return
    try:
        account = Account.load(given.account, given.issuer)
    except BadConfiguration as wrong:
        yield from complaints("account", wrong)
        return
    yield Finding("ok", "account", account.client_email)
    yield Finding("ok", "issuer", account.issuer_id)
    if settings.is_local:
        seen = f"Google cannot fetch pictures from {settings.url}"
        yield Finding("warning", "address", seen, "set POINCON_URL to the public address")
    yield from _asked(account, programs, api(account))


def _asked(account: Account, programs: Sequence[Program], google: WalletApi) -> Iterator[Finding]:
    token = patiently("token", lambda: signed_in(google))
    yield token
    if token.verdict != "ok":
        return
    for program in programs:
        known = class_id(account.issuer_id, program.id)
        yield patiently("class", lambda: held(google, known, program.id))  # noqa: B023 - at once


def signed_in(google: WalletApi) -> Finding:
    """Whether Google takes the key."""
    outcome = google.sign_in()
    if isinstance(outcome, Delivered):
        return Finding("ok", "token", "Google gives one for this key")
    return _refused("token", outcome, _KEY)


def held(google: WalletApi, known: str, program: str) -> Finding:
    """The class that all cards of a program belong to; the first card makes it."""
    outcome = google.find_class(known)
    if outcome is None:
        return Finding("ok", "class", f"{program} has none yet: its first card makes it")
    if isinstance(outcome, Delivered):
        return Finding("ok", "class", f"{program} is at Google")
    return _refused("class", outcome, _INVITE)


def _refused(subject: str, outcome: Outcome, cure: str) -> Finding:
    reason = outcome.reason if not isinstance(outcome, Delivered) else ""
    if isinstance(outcome, Misconfigured):
        return Finding("wrong", subject, reason, cure)
    return Finding("warning", subject, reason, _LATER)
