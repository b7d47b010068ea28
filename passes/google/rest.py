"""Telling Google what a class or an object is now.

One call makes it so, whatever was there before: PATCH, insert when there is nothing, PATCH
again when someone else inserted meanwhile. The last state wins, so a call can be repeated at
will. A refused call is an answer and not an exception, and what it says never holds a token,
a body or Google's own sentence, which may repeat a name.

https://developers.google.com/wallet/retail/loyalty-cards/rest
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import quote

import jwt

from passes.google.account import Account

if TYPE_CHECKING:
    import httpx

API = "https://walletobjects.googleapis.com/walletobjects/v1"
SCOPE = "https://www.googleapis.com/auth/wallet_object.issuer"

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_LIFE = timedelta(hours=1)
_RENEWAL_MARGIN = timedelta(minutes=5)
_LONGEST_RETRY_AFTER_SECONDS = 3600
_LATER = frozenset({408, 429})
_QUOTA_REASONS = frozenset({"quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded"})
_REASON = re.compile(r"[A-Za-z_]{1,40}")
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Delivered:
    """Google holds what was sent."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now; the same call may work later, ``retry_after_seconds`` being Google's own wish."""

    reason: str
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """Sending it again will not help: someone has to change something."""

    reason: str


Outcome: TypeAlias = Delivered | Retry | Misconfigured
T = TypeVar("T")


class _NoTokenError(Exception):
    def __init__(self, outcome: Retry | Misconfigured) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class WalletApi:
    """Google's REST service for one account. Keeps its access token between calls."""

    def __init__(
        self,
        account: Account,
        *,
        client: "httpx.Client",
        clock: Callable[[], datetime],
        base_url: str = API,
        timeout_seconds: float = 5.0,
    ) -> None:
        """The caller owns the client and closes it; each request has its own time limit."""
        self._account = account
        self._client = client
        self._clock = clock
        self._base_url = base_url.rstrip("/")
        self._timeout_seconds = timeout_seconds
        self._token: tuple[str, datetime] | None = None

    def upsert_class(self, loyalty_class: Mapping[str, Any], *, notify: bool = False) -> Outcome:
        """Make the class what the mapping says.

        It always asks for review: Google refuses a PATCH that sends back "approved".
        https://developers.google.com/wallet/retail/loyalty-cards/rest/v1/loyaltyclass/patch
        """
        reviewed = {**loyalty_class, "reviewStatus": "UNDER_REVIEW"}
        return self._upsert("loyaltyClass", reviewed, notify)

    def upsert_object(self, loyalty_object: Mapping[str, Any], *, notify: bool = False) -> Outcome:
        """Make the object what the mapping says; its class must be there already.

        ``notify`` lets the phone announce a changed balance, in Google's words and at most
        three times a day. https://developers.google.com/wallet/retail/loyalty-cards/rest/v1/loyaltyobject/patch
        """
        return self._upsert("loyaltyObject", loyalty_object, notify)

    def sign_in(self) -> Outcome:
        """Have Google give this account a token, unless it has one."""
        token = self._asked(self._access_token)
        return Delivered() if isinstance(token, str) else token

    def find_class(self, class_id: str) -> Outcome | None:
        """``Delivered`` where Google holds it, ``None`` where it does not; nothing is changed.

        https://developers.google.com/wallet/retail/loyalty-cards/rest/v1/loyaltyclass/get
        """
        path = f"loyaltyClass/{quote(class_id, safe='')}"
        answer = self._asked(lambda: self._send("GET", path))
        if isinstance(answer, (Retry, Misconfigured)):
            return answer
        return None if answer.status_code == HTTPStatus.NOT_FOUND else self._judged(answer)

    def _upsert(self, kind: str, resource: Mapping[str, Any], notify: bool) -> Outcome:
        answer = self._asked(lambda: self._patch_or_insert(kind, resource, notify))
        return answer if isinstance(answer, (Retry, Misconfigured)) else self._judged(answer)

    def _asked(self, ask: Callable[[], T]) -> T | Retry | Misconfigured:
        import httpx  # noqa: PLC0415 - slow to load

        try:
            return ask()
        except _NoTokenError as refused:
            return refused.outcome
        except httpx.HTTPError as trouble:
            return Retry(f"no answer from Google Wallet ({type(trouble).__name__})")

    def _judged(self, answer: "httpx.Response") -> Outcome:
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self._token = None
            return Retry("Google Wallet no longer takes the access token")
        return Delivered() if answer.is_success else _refusal("Google Wallet", answer)

    def _patch_or_insert(
        self, kind: str, resource: Mapping[str, Any], notify: bool
    ) -> "httpx.Response":
        # The wish is not kept at Google: it has to be said in every single update.
        wish = {"notifyPreference": "NOTIFY_ON_UPDATE"} if notify else {}
        path = f"{kind}/{quote(str(resource['id']), safe='')}"
        answer = self._send("PATCH", path, {**resource, **wish})
        if answer.status_code != HTTPStatus.NOT_FOUND:
            return answer
        answer = self._send("POST", kind, resource)
        if answer.status_code != HTTPStatus.CONFLICT:
            return answer
        return self._send("PATCH", path, {**resource, **wish})

    def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> "httpx.Response":
        return self._client.request(
            method,
            f"{self._base_url}/{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._access_token()}"},
            timeout=self._timeout_seconds,
        )

    def _access_token(self) -> str:
        """The kept token, or a new one shortly before it expires.

        https://developers.google.com/identity/protocols/oauth2/service-account
        """
        now = self._clock()
        if self._token is None or now >= self._token[1]:
            token, life = self._fetch_token(now)
            self._token = (token, now + life - _RENEWAL_MARGIN)
        return self._token[0]

    def _fetch_token(self, now: datetime) -> tuple[str, timedelta]:
        answer = self._client.post(
            self._account.token_uri,
            data={"grant_type": _GRANT, "assertion": _assertion(self._account, now)},
            timeout=self._timeout_seconds,
        )
        if not answer.is_success:
            raise _NoTokenError(_refusal("Google's token service", answer))
        token, seconds = (_json(answer).get(name) for name in ("access_token", "expires_in"))
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise _NoTokenError(Retry("Google's token service gave no token"))
        return token, timedelta(seconds=seconds)


def _assertion(account: Account, now: datetime) -> str:
    claims = {
        "iss": account.client_email,
        "scope": SCOPE,
        "aud": account.token_uri,
        "iat": int(now.timestamp()),
        "exp": int((now + _ASSERTION_LIFE).timestamp()),
    }
    headers = {"kid": account.key_id} if account.key_id else None
    return jwt.encode(claims, account.key, algorithm="RS256", headers=headers)


def _refusal(service: str, answer: "httpx.Response") -> Retry | Misconfigured:
    status, why = answer.status_code, _reason(answer)
    reason = f"{service} answered {status}" + (f" ({why})" if why else "")
    if status in _LATER or answer.is_server_error or why in _QUOTA_REASONS:
        return Retry(reason, _retry_after_seconds(answer))
    return Misconfigured(reason)


def _reason(answer: "httpx.Response") -> str:
    """Google's short code for the refusal, or nothing: never a sentence of its own."""
    error = _json(answer).get("error")
    if isinstance(error, dict):
        details = error.get("errors")
        first = details[0] if isinstance(details, list) and details else None
        error = first.get("reason") if isinstance(first, dict) else error.get("status")
    return error if isinstance(error, str) and _REASON.fullmatch(error) else ""


def _json(answer: "httpx.Response") -> dict[str, Any]:
    try:
        data = answer.json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _retry_after_seconds(answer: "httpx.Response") -> int | None:
    text = answer.headers.get("Retry-After", "")
    if _SECONDS.fullmatch(text) is None:
        return None
    return min(int(text), _LONGEST_RETRY_AFTER_SECONDS)
