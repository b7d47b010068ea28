"""Apple's push service: "this pass has changed, come and fetch it".

A push carries nothing but ``{}``; the phone then asks our web service. Delivery is Apple's
affair and may be late: nothing may wait for it, and a push that fails must never fail a scan.

The service knows us by the pass certificate itself, over one HTTP/2 connection that is kept.
It is dead after every pause of a frozen process, which is seen only when it is used: so one
failure of a connection is answered by one more attempt on a new one. A push may arrive twice.
"""

import json
import re
import ssl
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from passes.apple.identity import Identity

if TYPE_CHECKING:
    import httpx

HOST = "api.push.apple.com"

Result: TypeAlias = Literal["delivered", "gone", "bad-token", "misconfigured", "retry"]

_TOKEN = re.compile(r"[0-9a-fA-F]{2,200}")
_REASON = re.compile(r"[A-Za-z]{1,60}")
_AN_HOUR, _A_DAY = 3600, 24 * 3600
_YEAR_5138 = 10**14
_OURS_TO_WAIT = frozenset({"IdleTimeout", "TooManyRequests"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one push.

    ``gone``: the phone has removed the pass, at ``since_ms`` (milliseconds, Apple's clock); a
    registration made later still holds. ``bad-token``: forget the registration.
    ``misconfigured``: keep it and tell the owner ``reason``. ``retry``: Apple or the network
    cannot at the moment; not before ``retry_after`` seconds where Apple said so.
    """

    result: Result
    reason: str = ""
    since_ms: int | None = None
    retry_after: int | None = None


class PushClient:
    """Pushes for one pass type over one connection, one after the other.

    Most processes never push: until the first one, nothing is opened or even loaded.
    """

    def __init__(
        self,
        identity: Identity,
        *,
        host: str = HOST,
        port: int = 443,
        ca_file: Path | None = None,
        connect_seconds: float = 3,
        answer_seconds: float = 5,
    ) -> None:
        """Keep what is needed. ``ca_file`` replaces the authorities the system trusts."""
        self._identity = identity
        self._ca_file = ca_file
        self._topic = identity.pass_type_id
        self._url = f"https://{host}:{port}/3/device/"
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._lock = Lock()
        self._client: httpx.Client | None = None
        self._proven = False

    def push(self, token: str) -> Outcome:
        """Tell one device to fetch its pass; never raises for what Apple or the network does.

        Takes at most twice the two times given, one after the other. Where TLS cannot have the key
        (OpenSSL refuses it, no file can be written), asks to be called again in an hour.

        https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
        """
        if not _TOKEN.fullmatch(token):
            return Outcome(result="bad-token", reason="BadDeviceToken")
        with self._lock:
            try:
                return self._try_twice(token)
            except OSError as error:
                reason = type(error).__name__
                return Outcome(result="retry", reason=reason, retry_after=_AN_HOUR)

    def close(self) -> None:
        """Close the connection; a later push opens another one."""
        if self._client:
            self._client.close()
        self._client, self._proven = None, False

    def _try_twice(self, token: str) -> Outcome:
        import httpx  # noqa: PLC0415 - slow to load

        try:
            return self._send(token)
        except httpx.RequestError as error:
            waited_in_vain = isinstance(error, httpx.TimeoutException) and not self._proven
            self.close()
            if waited_in_vain:
                return _unreachable(error)
        try:
            return self._send(token)
        except httpx.RequestError as error:
            self.close()
            return _unreachable(error)

    def _send(self, token: str) -> Outcome:
        self._client = self._client or self._connect()
        times = _Times(self._connect_seconds, self._answer_seconds)
        response = self._client.post(
            self._url + token,
            content=b"{}",
            headers={"apns-topic": self._topic},
            extensions={"timeout": times},
        )
        self._proven = True
        return _outcome(response)

    def _connect(self) -> "httpx.Client":
        import httpx  # noqa: PLC0415 - slow to load

        one = httpx.Limits(max_connections=1, keepalive_expiry=3600)
        return httpx.Client(
            http1=False,
            http2=True,
            verify=self._context,
            limits=one,
            trust_env=False,
        )

    @cached_property
    def _context(self) -> ssl.SSLContext:
        """TLS with our certificate; ``ssl`` reads keys from files: one is there briefly."""
        context = ssl.create_default_context(cafile=self._ca_file)
        identity = self._identity
        key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain = (cert.public_bytes(Encoding.PEM) for cert in (identity.leaf, identity.intermediate))
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:  # made with mode 0600
            file.write(b"".join((key, *chain)))
            file.flush()
            context.load_cert_chain(file.name)
        return context


class _Times:
    """How long one attempt may wait, each time and in all.

    A line on which something arrives now and then, but no answer, would else keep us for ever.
    """

    def __init__(self, connect: float, answer: float) -> None:
        self._connect = connect
        self._answer = answer
        self._end = time.monotonic() + connect + answer

    def get(self, wait: str, _: object = None) -> float:
        """Asked before every wait, by the name of what is waited for."""
        left = max(self._end - time.monotonic(), 0.001)  # 0 would mean "do not wait" to a socket
        return min(left, self._connect if wait == "connect" else self._answer)


def _outcome(response: "httpx.Response") -> Outcome:
    """Read Apple's answer; what no honest one says is as if it were not there.

    https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
    """
    status = response.status_code
    said = _body(response)
    reason = said.get("reason")
    if not (isinstance(reason, str) and _REASON.fullmatch(reason)):
        reason = f"status-{status}"
    if status == 200:
        return Outcome(result="delivered")
    if status == 410:
        since = said.get("timestamp")
        if not (isinstance(since, int) and 0 <= since < _YEAR_5138):
            since = None
        return Outcome(result="gone", reason=reason, since_ms=since)
    if reason == "BadDeviceToken":
        return Outcome(result="bad-token", reason=reason)
    if status == 429 or status >= 500 or reason in _OURS_TO_WAIT:
        after = response.headers.get("retry-after", "")
        is_number = after.isascii() and after.isdigit()
        seconds = min(int(after[:9]), _A_DAY) if is_number else None
        return Outcome(result="retry", reason=reason, retry_after=seconds)
    return Outcome(result="misconfigured", reason=reason)


def _body(response: "httpx.Response") -> dict[str, object]:
    try:
        said = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _unreachable(error: "httpx.RequestError") -> Outcome:
    return Outcome(result="retry", reason=type(error).__name__)
