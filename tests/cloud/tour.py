"""The main journey on the deployed functions: from joining to the weekly mail, each step checked.

No clock can be set there, so days pass by late deliveries: what a till noted last week while it had
no network arrives now.
"""

import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from functions.tour.actors import Customer, Kept, Till, TourFailed, Wallet, answered, expect
from functions.tour.bundle import Bundle
from loyalty.entry import instant_text
from tests.cloud import aws
from tests.cloud.shop import DOMAIN, OWNER, PROGRAM, STAGE

Say = Callable[[str], None]
_VISITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A phone that asks the domain, at the address where it is served."""

    address: str

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers={"Host": DOMAIN}, timeout=60)


def tour(address: str, code: str, say: Say) -> None:
    """All of it; ``code`` pairs the till. Raises ``TourFailed``."""
    with Visitor(address=address).http() as http:
        ada, first = _join(http, say)
        wallet = _install(http, first, say)
        till = Till(http, lambda: datetime.now(UTC), code)
        say(f"The till is paired. It says: {till.program()['rule']['fr']}")
        _late_scans(till, first.code, say)
        _one_scan(till, wallet, say)
        _reward(till, wallet, say)
        _same_bytes(ada, say)
    _sweep(say)
    _report(say)


def _join(http: httpx.Client, say: Say) -> tuple[Customer, Bundle]:
    page = answered(http.get(f"/{PROGRAM}/fr/"), 200).text
    expect("accepts_terms" in page, "the join page has no consent box")
    ada = Customer.join(http, PROGRAM, "Ada", "fr")
    bundle = ada.download()
    say(
        f"Ada joined over the CDN. Her pass {bundle.document['serialNumber']} says {bundle.balance}"
    )
    return ada, bundle


def _install(http: httpx.Client, first: Bundle, say: Say) -> Wallet:
    wallet = Wallet(http, first)
    expect(wallet.register() == 201, "a first registration is not answered with 201")
    expect(wallet.register() == 200, "a second registration is not answered with 200")
    expect(wallet.fetch() is not None, "Wallet cannot fetch its pass")
    say("Her iPhone registered (201, then 200) and fetched the pass.")
    return wallet


def _late_scans(till: Till, code: str, say: Say) -> None:
    """A week of visits at once, each sent twice, in no order: once each in the ledger."""
    now = datetime.now(UTC).replace(microsecond=0)
    times = [now - timedelta(hours=15 * (number + 1)) for number in range(_VISITS - 1)]
    kept = [Kept(secrets.token_hex(16), {"code": code}, at) for at in times]
    twice = random.sample([*kept, *kept], 2 * len(kept))
    answers = [(one, answered(till.deliver(one), 200, 201)) for one in twice]
    new = [one for one, answer in answers if answer.status_code == 201]
    expect({one.key for one in new} == {one.key for one in kept}, "a kept scan was not taken")
    expect(len(new) == len(kept), "a kept scan counted twice")
    wrong = [o for o, a in answers if not _is_at(a.json()["happened_at"], o.made_at)]
    expect(not wrong, "a kept scan changed its time")
    say(f"{len(kept)} scans of last week arrived now, each twice, in no order: once each, then.")


def _is_at(said: str, made: datetime) -> bool:
    return abs(datetime.fromisoformat(said) - made) < timedelta(seconds=5) or said == instant_text(
        made
    )


def _one_scan(till: Till, wallet: Wallet, say: Say) -> None:
    scan = till.keep(wallet.first.code, {})
    scanned = answered(till.deliver(scan), 201).json()
    again = answered(till.deliver(scan), 200).json()
    expect(again == scanned, "a repeat got another answer")
    expect(wallet.changed() == [wallet.serial], "Wallet is not told of a change")
    fetched = wallet.fetch()
    expect(fetched is not None, "the pass has not changed")
    say(f"{scanned['headline']}; a repeat is the same; her pass says: {fetched and fetched.news}")


def _reward(till: Till, wallet: Wallet, say: Say) -> None:
    (offer, *_) = till.look(wallet.first.code)["card"]["ready"]
    given = till.redeem(wallet.first.code, offer["reward"])
    undone = till.undo(wallet.first.code, given["operation"])
    expect(undone["card"]["ready"], "undoing did not bring the reward back")
    till.redeem(wallet.first.code, offer["reward"])
    say(f"{offer['offer']}: given, undone, given again.")


def _same_bytes(ada: Customer, say: Say) -> None:
    """What the phone receives is what the function produced, byte for byte.

    A signature carries its second, so both are asked until they fall into the same one.
    """
    path = f"{ada.card_url}/card.pkpass"
    for _ in range(10):
        received = answered(ada.http.get(path), 200)
        produced = aws.asked(f"poincon-{STAGE}-public", f"/{STAGE}_public{path}")
        if received.content == produced:
            kind = received.headers["Content-Type"]
            expect(kind == "application/vnd.apple.pkpass", f"the pass is {kind}")
            say(f"The pass came through byte for byte: {len(produced)} bytes.")
            return
    raise TourFailed("the pass changed on its way")


def _sweep(say: Say) -> None:
    told = aws.invoked(f"poincon-{STAGE}-jobs", {"command": "functions.jobs.sweep"})
    say(f"The sweep, called as the till calls it: {told}")


def _report(say: Say) -> None:
    """The schedule's own rule, told to fire each minute: the mail goes out once, through SES."""
    before = aws.mails()
    with aws.every_minute(f"poincon-{STAGE}-jobs-functions.jobs.weekly"):
        mail = aws.awaited(lambda: _to_owner(aws.mails()[len(before) :]), seconds=150)
    expect("Ada" not in mail["BodyText"], "the mail names somebody")
    say(f"The schedule sent the weekly mail through SES, from {mail['Source']}: {mail['Subject']}")


def _to_owner(mails: Sequence[Any]) -> Any:
    return next((one for one in mails if OWNER in one["To"]), None)
