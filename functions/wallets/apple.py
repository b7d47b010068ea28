"""Apple Wallet: passes built on request, phones told by the push service."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

from functions.ports import Images, Registrations
from functions.records import HeldCard, Registration, Told
from passes.apple.bundle import Images as PassImages
from passes.apple.bundle import build
from passes.apple.identity import Identity
from passes.apple.pass_json import document
from passes.apple.push import Outcome, PushClient
from passes.content import PassContent
from passes.keyring import Keyring

MISSING = "apple-certificate-missing"
ASK_AGAIN_SECONDS = 3600
_PURPOSE = "apple-authentication"


class AppleWallet:
    """Fulfils ``ports.ApplePasses``.

    Without a certificate from Apple (a development one signs, but no phone accepts it and no
    push can be sent) it says what is missing, and everything else goes on.
    """

    def __init__(
        self,
        identity: Identity,
        push: PushClient | None,
        *,
        keys: Keyring,
        images: Images,
        registrations: Registrations,
        url: str,
    ) -> None:
        self._identity = identity
        self._push = push
        self._keys = keys
        self._images = images
        self._registrations = registrations
        self._url = url
        self._prepared = lru_cache(maxsize=256)(self._prepare)

    @property
    def pass_type(self) -> str:
        """The certificate's pass type identifier."""
        return self._identity.pass_type_id

    @property
    def waiting_for(self) -> str | None:
        """A development certificate is no certificate to a phone."""
        return MISSING if self._identity.development else None

    def build(self, contents: Sequence[PassContent]) -> bytes:
        """Sign the pass as the card is now; its pictures were prepared at publishing."""
        content = contents[0]
        described = document(
            content,
            pass_type_id=self._identity.pass_type_id,
            team_id=self._identity.team_id,
            web_service_url=f"{self._url}/apple",
            authentication_token=self._token(content.serial, self._keys.current),
        )
        pictures = self._prepared(content.program_id, content.design, content.progress.image)
        return build(described, pictures, self._identity)

    def knows(self, serial: str, token: str) -> bool:
        """The token is not stored anywhere: it is made again, under the key that it names."""
        kid = token.partition("-")[0]
        number = int(kid) if kid.isdecimal() and len(kid) <= 3 else -1
        if number not in self._keys.secrets:
            return False
        return hmac.compare_digest(token.encode(), self._token(serial, number).encode())

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        """Push to every phone that holds the card; those that are gone are forgotten."""
        if self._push is None:
            return Told(done=False, reason=MISSING, retry_seconds=ASK_AGAIN_SECONDS)
        program, card = held.card.program, held.card.id
        waits: list[Outcome] = []
        left = 1
        for registration in self._registrations.of_card(program, card):
            outcome = self._push.push(registration.push_token)
            if _is_gone(outcome, registration):
                left = self._registrations.unregister(program, card, registration.device)
            elif outcome.result in ("retry", "misconfigured"):
                waits.append(outcome)
        return _told(waits) if left else Told(done=True, nobody=True)

    def _token(self, serial: str, kid: int) -> str:
        key = self._keys.key(_PURPOSE, kid) or b""
        mac = hmac.digest(key, serial.encode(), hashlib.sha256)
        return f"{kid}-{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"

    def _prepare(self, program: str, design: str, image: str) -> PassImages:
        badge = self._images.read_all(program, design, "badge/")
        strip = self._images.read_all(program, design, f"strip/{image}/")
        return PassImages.prepare({**badge, **strip})


def _is_gone(outcome: Outcome, registration: Registration) -> bool:
    """Gone for good, unless the phone registered again after it went."""
    if outcome.result == "gone":
        since = outcome.since_ms
        return since is None or registration.at.timestamp() * 1000 <= since
    return outcome.result == "bad-token"


def _told(waits: list[Outcome]) -> Told:
    if not waits:
        return Told(done=True)
    wrong = next((wait for wait in waits if wait.result == "misconfigured"), None)
    if wrong:
        return Told(done=False, reason=wrong.reason, retry_seconds=ASK_AGAIN_SECONDS)
    return Told(
        done=False,
        reason=waits[0].reason or "apple-unreachable",
        retry_seconds=max(60, *(wait.retry_after or 0 for wait in waits)),
    )
