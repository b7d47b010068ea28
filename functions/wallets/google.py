"""Google Wallet: the card is an object at Google, saved by a short link and kept up to date."""

import re
from collections.abc import Callable
from datetime import datetime

from functions.failures import WalletRefused
from functions.records import HeldCard, Told
from passes.content import PassContent
from passes.google.account import Account
from passes.google.resources import class_id, loyalty_class, loyalty_object, object_id
from passes.google.rest import Delivered, Outcome, Retry, WalletApi
from passes.google.save_link import save_link

MISSING = "google-account-missing"
ASK_AGAIN_SECONDS = 3600
_CODE = re.compile(r"\((\w+)\)$|answered (\d{3})$")


class GoogleWallet:
    """Fulfils ``ports.GoogleCards``.

    Without an issuer account a development key signs the link, which Google will refuse;
    nothing is sent, and everything else goes on.
    """

    def __init__(self, account: Account, api: WalletApi | None, *, url: str) -> None:
        self._account = account
        self._api = api
        self._url = url

    @property
    def waiting_for(self) -> str | None:
        """A development account is no account to Google."""
        return MISSING if self._account.development else None

    @property
    def expires_at(self) -> None:
        """An account does not end by itself."""

    @property
    def ends_first(self) -> None:
        """So nothing of it does."""

    def save_link(self, content: PassContent, now: datetime) -> str:
        """The link, once Google holds the class and the object that it names."""
        if self._api:
            outcome = self._upsert(self._api, content)
            if not isinstance(outcome, Delivered):
                raise WalletRefused(outcome.reason)
        issuer = self._account.issuer_id
        return save_link(
            self._account,
            object_id(issuer, content.serial),
            class_id(issuer, content.program_id),
            now=now,
        )

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        """Send the object as the card is now; one that was replaced is nobody's from then on."""
        if self._api is None:
            return Told(done=False, reason=MISSING, retry_seconds=ASK_AGAIN_SECONDS)
        notify = not content.is_replaced
        outcome = self._api.upsert_object(self._object(content), notify=notify)
        if isinstance(outcome, Delivered):
            return Told(done=True, nobody=content.is_replaced)
        asked = outcome.retry_after_seconds if isinstance(outcome, Retry) else ASK_AGAIN_SECONDS
        return Told(done=False, reason=_code(outcome.reason), retry_seconds=max(60, asked or 0))

    def _upsert(self, api: WalletApi, content: PassContent) -> Outcome:
        described = loyalty_class(
            content,
            issuer_id=self._account.issuer_id,
            image_url=self._image_url(content),
            homepage=f"{self._url}/{content.program_id}/",
        )
        outcome = api.upsert_class(described)
        return (
            api.upsert_object(self._object(content)) if isinstance(outcome, Delivered) else outcome
        )

    def _object(self, content: PassContent) -> dict[str, object]:
        return loyalty_object(
            content, issuer_id=self._account.issuer_id, image_url=self._image_url(content)
        )

    def _image_url(self, content: PassContent) -> Callable[[str], str]:
        base = f"{self._url}/i/{content.program_id}/{content.design}"
        return lambda name: f"{base}/{name}"


def _code(reason: str) -> str:
    """The code in what Google's refusal is told as, for whoever looks it up."""
    found = _CODE.search(reason)
    if found is None:
        return "google-refused"
    return found[1] or f"status-{found[2]}"
