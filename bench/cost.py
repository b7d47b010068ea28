"""What a scan costs on AWS with both wallets told, in request units and in dollars.

Each scan goes over HTTP, as a till sends it, to a shop whose table an emulator plays; the answers
carry the units that it consumed. Two emulators that know nothing of each other, and AWS's rules,
are to agree. What a cancelled transaction costs no answer says: it is taken to be paid for, as a
condition that fails is, and there the rules stand alone.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from bench import month
from bench.prices import LAMBDA_GB_SECOND, LAMBDA_REQUEST, MIXED, US_EAST_1, Prices
from bench.units import Meter, Sheet
from functions.journeys import tell_wallets
from functions.records import WALLETS, Registration, Told
from functions.store.dynamodb import DynamoEngine, create_table
from functions.web import tokens
from loyalty.entry import CardId
from passes.apple.push import Outcome
from passes.card_code import seal, unseal
from tests.contracts.emulators import EMULATORS, NOBODY, REGION, connected, running
from tests.ready_made import preset_data
from tests.shop import Shop, publish_pictures

Figure = tuple[str, float, str]
Scan = Callable[[], object]

LAMBDA_GB, LAMBDA_SECONDS = 0.5, 0.050  # as configured; and assumed, three round trips included
# Assumed as well: two round trips to the table, one each to Apple and to Google, which answer on a
# connection that is kept. It depends on them: ``telling_ms_at_a_cent`` says how much there is room.
TELLING_SECONDS = 0.100


def figures() -> Iterator[Figure]:
    """Units of each kind of scan, sizes of what it writes, and dollars for a thousand."""
    played: dict[str, dict[str, Sheet]] = {}
    with TemporaryDirectory() as folder:
        publish_pictures(Path(folder))
        for emulator in EMULATORS.values():
            if emulator.missing:
                print(f"# what a scan costs is not measured: {emulator.missing}", flush=True)
                continue
            with running(emulator, Path(folder)) as address:
                played[emulator.name] = measured(address, Path(folder))
    if played:
        yield from _units(played)
        yield from _dollars(*played.values())


def measured(address: str, folder: Path) -> dict[str, Sheet]:
    """Each kind of scan, and what it took; the folder is for pictures."""
    sheets: dict[str, Sheet] = {}
    for table, data, day in (("stamps", None, _stamps), ("points", _everything(), _points)):
        create_table(connected(address), table)
        shop = _shop(address, folder, table, data)
        _phones_answer(shop)
        engine = shop.services.cards.engine  # type: ignore[attr-defined]
        meter = Meter(engine, DynamoEngine(connected(address), table))
        sheets |= {kind: meter.of(scan) for kind, scan in day(shop)}
    return sheets


def _shop(address: str, folder: Path, table: str, data: Any) -> Shop:
    place = {"AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": REGION}
    with patch.dict(os.environ, {**NOBODY, **place}):
        return Shop(folder, store=f"dynamodb:{table}", data=data, wakes=True)


def _stamps(shop: Shop) -> Iterator[tuple[str, Scan]]:
    """A card in both wallets, from a first stamp to its reward."""
    till, other, code = Till(shop), shop.join().code, _in_wallets(shop, shop.join().code)
    till.scan(other)
    yield "scan", lambda: till.scan(code)
    yield "telling_two_wallets", lambda: _tell(shop)
    yield "sweep_of_nothing", lambda: tell_wallets.sweep(shop.services)
    shop.later(hours=13)
    yield "scan_first_of_hour", lambda: till.scan(code)
    shop.later(minutes=31)
    yield "scan_before_wallets_were_told", lambda: till.scan(code)
    shop.woken.clear()
    shop.later(minutes=2)
    yield "telling_two_wallets_by_a_sweep", lambda: tell_wallets.sweep(shop.services)
    for _ in range(5):
        shop.later(hours=13)
        till.scan(code)
        _tell(shop)
    shop.later(hours=13)
    till.scan(other)
    yield "scan_that_fills_the_card", lambda: till.scan(code)
    _tell(shop)
    yield "reward_given", lambda: till.gives("coffee", code)


def _points(shop: Shop) -> Iterator[tuple[str, Scan]]:
    """A friend of a customer, on a birthday, where the program has all but stamps and credit."""
    till, other = Till(shop), shop.join().code
    invited = seal(shop.services.keys, "invitation", shop.program.id, _card(shop, other))
    friend = shop.join("Ben", invitation=invited, birthday_day=2, birthday_month=2)
    code = _in_wallets(shop, friend.code)
    till.scan(other, amount_minor=1234)
    yield "scan_with_everything_at_once", lambda: till.scan(code, amount_minor=91_234)
    _tell(shop)
    shop.later(hours=13)
    till.scan(other, amount_minor=1234)
    yield "scan_with_everything", lambda: till.scan(code, amount_minor=7_777)


def _everything() -> dict[str, Any]:
    """Points, tiers, a club, donations, happy hours, coupons, missions, badges, gifts."""
    three_euros = {"reward": "remise", "days": 30}
    coupons = [{"id": name, **three_euros} for name in ("bienvenue", "anniversaire", "ami")]
    words = {"fr": "10 % sur tout", "en": "10% off all"}
    always = {"fr": "Toujours double", "en": "Always double"}
    perk = {"kind": "percent", "percent": 10, "words": words}
    return preset_data(
        "boutique",
        launch__at="2026-02-02 06:00",
        launch__first_week=5,
        goal=None,
        coupons=coupons,
        club={"fee_minor": 3000, "months": 12, "trial_days": 30, "perks": [perk]},
        donation={"id": "refuge", "cause": {"fr": "Refuge", "en": "Shelter"}, "percent": 2},
        windows=[{"name": always, "multiplier_percent": 200}],
        welcome={"units": 10, "coupon": "bienvenue"},
        birthday={"coupon": "anniversaire"},
        referral={"friend": {"units": 10, "coupon": "ami"}, "referrer": {"units": 20}},
        badges=[{"id": "un", "name": {"fr": "Un", "en": "One"}, "of": "visits", "at": 1}],
    )


class Till:
    """A paired phone whose token is fresh whenever it scans."""

    def __init__(self, shop: Shop) -> None:
        self._shop, self._phone = shop, shop.pair()
        self._device = shop.services.devices.get(shop.program.id, self._phone.tokens["device"])

    def scan(self, code: str, **purchase: Any) -> None:
        """A purchase."""
        self._refresh()
        _done(self._phone.earn(code, **purchase))

    def gives(self, reward: str, code: str) -> None:
        """A reward."""
        self._refresh()
        _done(self._phone.redeem(code, reward))

    def _refresh(self) -> None:
        token = tokens.issue(self._shop.services.keys, self._device, self._shop.now)
        self._phone.tokens["access_token"] = token


def _done(answer: Any) -> None:
    if answer.status_code != 201:
        raise RuntimeError(answer.text)


def _card(shop: Shop, code: str) -> CardId:
    return unseal(shop.services.keys, "scan", shop.program.id, code).card


def _in_wallets(shop: Shop, code: str) -> str:
    """The same code, once Apple Wallet and Google Wallet hold its card."""
    for wallet in WALLETS:
        held = shop.services.cards.head(shop.program.id, _card(shop, code))
        shop.services.outbox.attach(held, wallet, attached=True)
    phone = Registration(device="d" * 32, push_token=secrets.token_hex(32), at=shop.now)
    shop.services.registrations.register(shop.program.id, _card(shop, code), phone)
    return code


def _phones_answer(shop: Shop) -> None:
    """Both wallets take whatever they are told."""
    shop.services.apple._push = Taking()  # type: ignore[attr-defined]
    shop.services = replace(shop.services, google=Taking())  # type: ignore[arg-type]


class Taking:
    """Apple's push service and Google's, on a good day."""

    waiting_for = None

    def push(self, token: str) -> Outcome:
        """An iPhone is reached."""
        return Outcome(result="delivered")

    def tell(self, *_: Any) -> Told:
        """An object is taken."""
        return Told(done=True)


def _tell(shop: Shop) -> None:
    """What those read and write who were woken."""
    woken, shop.woken[:] = [*shop.woken], []
    told = [
        tell_wallets.tell(shop.services, one.program, one.card, one.until).told for one in woken
    ]
    if told != [2]:
        raise RuntimeError(f"{told} wallets were told, not two by one")


def _units(played: dict[str, dict[str, Sheet]]) -> Iterator[Figure]:
    sheets = next(iter(played.values()))
    for kind, sheet in sheets.items():
        for what in ("write", "read"):
            yield f"{kind}_{what}_units", _most(kind, what, *played.values()), "units"
        for name, others in played.items():
            yield f"{kind}_write_units_{name}", others[kind].units("write"), "units"
        yield f"{kind}_write_units_by_rule", float(sheet.by_rule.total()), "units"
        for name, units in sheet.by_rule.items():
            yield f"{kind}_write_units_of_{name}", float(units), "units"
        for name, size in sheet.bytes.items():
            yield f"{kind}_bytes_of_{name}", float(size), "bytes"


def _most(kind: str, what: str, *played: dict[str, Sheet]) -> float:
    """The dearest count of all, that of the rules included."""
    counts = [sheets[kind].units(what) for sheets in played]
    rules = [sheets[kind].by_rule.total() for sheets in played if what == "write"]
    return float(max(*counts, *rules))


def _dollars(*played: dict[str, Sheet]) -> Iterator[Figure]:
    """A thousand ordinary scans, and telling both wallets of each: requests alone, no storage.

    ``scan_cost_usd_per_1000`` is of one region; what eu-west-3 asks for the table makes the other.
    """
    for prices, name in ((US_EAST_1, "cost"), (MIXED, "mixed_cost")):
        parts = _parts(prices, *played)
        for part, price in parts.items():
            yield f"{name}_of_{part}_usd_per_1000", price * 1000, prices.currency
        scan = sum(parts.values())
        yield f"scan_{name}_usd_per_1000", scan * 1000, prices.currency
        room = (0.01 / 1000 - scan) / (LAMBDA_GB * LAMBDA_GB_SECOND)
        yield f"telling_ms_at_a_cent_of_{name}", (TELLING_SECONDS + room) * 1000, "ms"
    swept = _most("sweep_of_nothing", "read", *played)
    entry = played[0]["scan"].bytes["entry"]

    def scan_at(prices: Prices) -> float:
        return sum(_parts(prices, *played).values())

    yield from month.figures(scan_at, swept, _invocation, entry)


def _parts(prices: Prices, *played: dict[str, Sheet]) -> dict[str, float]:
    """Of one scan and its telling."""
    return {
        "scan_writes": _most("scan", "write", *played) * prices.write_unit,
        "scan_reads": _most("scan", "read", *played) * prices.read_unit,
        "scan_lambda": _invocation(LAMBDA_SECONDS),
        "scan_http_api": prices.http_api_request,
        "telling_writes": _most("telling_two_wallets", "write", *played) * prices.write_unit,
        "telling_reads": _most("telling_two_wallets", "read", *played) * prices.read_unit,
        "telling_lambda": _invocation(TELLING_SECONDS),
    }


def _invocation(seconds: float) -> float:
    return LAMBDA_REQUEST + LAMBDA_GB * seconds * LAMBDA_GB_SECOND
