"""Apple Wallet: passes built on request, phones told by the push service."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from functions.failures import WalletNotReady, WalletRefused
from functions.ports import Clock, Images, Registrations
from functions.ports.outside import MISSING
from functions.records import HeldCard, Told
from functions.wallets import apple_identity
from functions.wallets.apple_identity import Known, Refused
from functions.wallets.apple_phones import ASK_AGAIN_SECONDS, Phones
from passes.apple.bundle import Images as PassImages
from passes.apple.bundle import build
from passes.apple.identity import Identity, Paper
from passes.apple.pass_json import document
from passes.apple.push import PushClient
from passes.apple.strings import strings
from passes.content import PassContent
from passes.keyring import Keyring

_PURPOSE = "apple-authentication"
_NEEDED = {"icon.png", "strip.png"}


class AppleWallet:
    """Fulfils ``ports.ApplePasses``.

    Without a certificate from Apple (a development one signs, but no phone accepts it and no
    push can be sent), or with one that is refused or has ended, it says what it waits for, and
    everything else goes on. That a certificate ends while the process lives is seen by the clock.
    """

    def __init__(
        self,
        identity: Known,
        push: PushClient | None,
        *,
        clock: Clock,
        keys: Keyring,
        images: Images,
        registrations: Registrations,
        url: str,
    ) -> None:
        self._identity = identity
        self._push = push
        self._clock = clock
        self._keys = keys
        self._images = images
        self._phones = Phones(registrations)
        self._url = url
        self._prepared = lru_cache(maxsize=256)(self._prepare)

    @property
    def pass_type(self) -> str:
        """The certificate's pass type identifier, or the setting's where that is refused."""
        return self._identity.pass_type_id

    @property
    def waiting_for(self) -> str | None:
        """A development certificate is no certificate to a phone."""
        return apple_identity.waiting_for(self._identity, self._clock())

    @property
    def refused(self) -> tuple[str, ...]:
        """What is wrong with the certificate that was given, a sentence each."""
        return apple_identity.reasons(self._identity, self._clock())

    @property
    def expires_at(self) -> datetime | None:
        """The end of the certificate; a development one is renewed by itself."""
        if isinstance(self._identity, Refused) or self._identity.development:
            return None
        return self._identity.expires_at

    @property
    def ends_first(self) -> Paper | None:
        """What it is that ends then: the certificate, or the intermediate above it."""
        return None if isinstance(self._identity, Refused) else self._identity.ends_first

    def build(self, contents: Sequence[PassContent]) -> bytes:
        """Sign the pass as the card is now; its pictures were prepared at publishing."""
        content, signer = contents[0], self._signer()
        described = document(
            content,
            pass_type_id=signer.pass_type_id,
            team_id=signer.team_id,
            web_service_url=f"{self._url}/apple",
            authentication_token=self._token(content.serial, self._keys.oldest),
        )
        strip = content.picture(f"strip/{content.progress.image}/")
        badge = content.picture("badge/")
        pictures = self._prepared(content.program_id, content.design, badge, strip)
        return build(described, pictures, signer, strings(contents))

    def knows(self, serial: str, token: str) -> bool:
        """The token is not stored anywhere: it is made again, under the key that it names."""
        kid = token.partition("-")[0]
        number = int(kid) if kid.isdecimal() and len(kid) <= 3 else -1
        if number not in self._keys.secrets:
            return False
        return hmac.compare_digest(token.encode(), self._token(serial, number).encode())

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        """Push to every phone that holds the card; those that are gone are forgotten."""
        waiting = self.waiting_for
        if self._push is None or waiting not in (None, MISSING):
            return Told(done=False, reason=waiting or MISSING, retry_seconds=ASK_AGAIN_SECONDS)
        return self._phones.tell(self._push, held)

    def _signer(self) -> Identity:
        """Raises ``WalletNotReady`` where a phone would refuse what is signed."""
        waiting = self.waiting_for
        if isinstance(self._identity, Refused) or waiting not in (None, MISSING):
            raise WalletNotReady(waiting)
        return self._identity

    def _token(self, serial: str, kid: int) -> str:
        """Of one pass it may never change, so new ones are made under the oldest secret."""
        key = self._keys.key(_PURPOSE, kid) or b""
        mac = hmac.digest(key, serial.encode(), hashlib.sha256)
        return f"{kid}-{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"

    def _prepare(self, program: str, design: str, badge: str, strip: str) -> PassImages:
        """Raises ``WalletRefused`` where they are still on their way, and so keeps nothing."""
        pictures = {
            name: data
            for prefix in (badge, strip)
            for name, data in self._images.read_all(program, design, prefix).items()
        }
        if not pictures.keys() >= _NEEDED:
            raise WalletRefused("pictures-missing")
        return PassImages.prepare(pictures)
