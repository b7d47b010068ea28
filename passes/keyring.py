"""The operator's secrets, and the keys that are derived from them, one for each purpose.

Every mark that leaves the house (scan code, card link, wallet token, till token) names the
secret that made it by its number (``kid``), so that two are valid while one replaces the other.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from loyalty.errors import BadConfiguration

LEAST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keyring:
    """Secrets by number (0 to 255), and the number of the one that makes new marks."""

    current: int
    secrets: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Read ``1:<hex>,2:<hex>``: the last one is current, all of them are accepted.

        Raises ``BadConfiguration`` when one is shorter than 32 bytes or not hexadecimal.
        """
        try:
            pairs = [part.split(":", 1) for part in text.split(",") if part.strip()]
            secrets = {int(kid): bytes.fromhex(value) for kid, value in pairs}
        except ValueError:
            secrets = {}
        sound = all(0 <= kid <= 255 and len(value) >= LEAST_BYTES for kid, value in secrets.items())
        if not secrets or not sound:
            raise BadConfiguration(
                errors=[
                    {
                        "path": "POINCON_SECRETS",
                        "reason": "is not a list of numbered secrets",
                        "hint": f"1:<at least {LEAST_BYTES} bytes in hexadecimal>; "
                        "make one with: openssl rand -hex 32",
                    }
                ]
            )
        return cls(list(secrets)[-1], secrets)

    @property
    def oldest(self) -> int:
        """The number of the first one: it makes the marks that may never change."""
        return next(iter(self.secrets))

    def key(self, purpose: str, kid: int | None = None) -> bytes | None:
        """The 32-byte key for one purpose; ``None`` when that secret is not known (any more)."""
        secret = self.secrets.get(self.current if kid is None else kid)
        return hmac.digest(secret, purpose.encode(), hashlib.sha256) if secret else None

    def current_key(self, purpose: str) -> bytes:
        """The key that makes new marks for this purpose."""
        return hmac.digest(self.secrets[self.current], purpose.encode(), hashlib.sha256)
