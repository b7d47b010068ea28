"""An old pass on an iPhone, which asks for what is new under the token that it has."""

import secrets
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from functions.tour.bundle import Bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The pass as it was given out."""

    pass_type: str
    serial: str
    token: str
    device: str

    @classmethod
    def of(cls, url: str) -> "Holder":
        """Take the pass of the card that has this page, and register it."""
        given = httpx.get(f"{url}/card.pkpass", timeout=10)
        given.raise_for_status()
        document = Bundle(given.content).document
        holder = cls(
            pass_type=document["passTypeIdentifier"],
            serial=document["serialNumber"],
            token=document["authenticationToken"],
            device=secrets.token_hex(16),
        )
        origin = url.partition("/c/")[0]
        answer = httpx.post(
            f"{origin}{holder._registrations}/{quote(holder.serial)}",
            json={"pushToken": secrets.token_hex(32)},
            headers=holder._authorization,
            timeout=10,
        )
        assert answer.status_code == 201, answer.text
        return holder

    def still_served(self, origin: str) -> bool:
        """Whether it is told which passes it has, and given this one, by the very same token."""
        listed = httpx.get(f"{origin}{self._registrations}", timeout=10)
        path = f"/apple/v1/passes/{self.pass_type}/{quote(self.serial)}"
        given = httpx.get(f"{origin}{path}", headers=self._authorization, timeout=10)
        return (
            (listed.status_code, given.status_code) == (200, 200)
            and self.serial in listed.json()["serialNumbers"]
            and Bundle(given.content).document["authenticationToken"] == self.token
        )

    @property
    def _registrations(self) -> str:
        return f"/apple/v1/devices/{self.device}/registrations/{self.pass_type}"

    @property
    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"ApplePass {self.token}"}
