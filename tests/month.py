"""A month in which customers, their iPhones, a till and Apple's push service do as they please.

Everything comes from one seed: who installs, removes and restores what, which calls are lost,
what the push service answers, and by how much the clock of whichever instance answers is wrong.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from werkzeug.test import Client

from functions.journeys import tell_wallets
from functions.local.origin import origin
from functions.wallets.apple import AppleWallet
from loyalty.entry import CardId
from tests.builders import at, program_data
from tests.iphone import Iphone
from tests.passes.apple.apns import Answer, Apns
from tests.shop import Card, Shop

CAFE = "cafe-poincon"
SKEW_SECONDS = 30
"""By so much is a clock early or late: two of them differ by up to a minute."""

MOST_CARDS, MOST_PHONES = 4, 8
LOST_REQUEST, LOST_ANSWER, BUSY = 0.02, 0.02, 0.02
Do = Callable[[], None]


class Carrier(Apns):
    """Apple's push service between the house and these phones; it keeps what it took for each."""

    chance: random.Random
    now: Callable[[], datetime]
    is_calm: bool

    def open(self, chance: random.Random, now: Callable[[], datetime]) -> None:
        """Begin a month."""
        self.chance, self.now, self.is_calm = chance, now, False
        self.taken: list[str] = []
        self.pushes: Counter[str] = Counter()
        self.gone: dict[str, datetime] = {}
        self.refused: Counter[str] = Counter()

    def answer(self, token: str) -> Answer:
        if token in self.gone:
            self.refused[token] += 1
            since = int(self.gone[token].timestamp() * 1000)
            return Answer(410, {"reason": "Unregistered", "timestamp": since})
        fate = 1.0 if self.is_calm else self.chance.random()
        if fate < 0.04:
            return Answer(429, {"reason": "TooManyRequests"})
        if fate < 0.08:
            return Answer(503, {"reason": "ServiceUnavailable"})
        self.pushes[token] += 1
        self.taken.append(token)
        return Answer(seconds=0.5 if fate < 0.085 else 0)


@dataclass
class Weather:
    """The network of the phones: what it loses, and whose clock the instance has that answers."""

    month: "Month"

    def open(self, path: str, **asked: Any) -> Any:
        month = self.month
        fate = 1.0 if month.is_calm else month.chance.random()
        if fate < LOST_REQUEST:
            raise ConnectionError("the request was lost")
        answer = month.shop_as_some_instance().web.open(path, **asked)
        month.shop.now = month.now
        if fate < LOST_REQUEST + LOST_ANSWER:
            raise ConnectionError("the answer was lost")
        if fate < LOST_REQUEST + LOST_ANSWER + BUSY:
            return _Busy()
        return answer


class _Busy:
    status_code, data, json = 503, b"", None
    headers = MappingProxyType({"Cache-Control": "no-store"})


@dataclass
class Month:
    """The world of one seed."""

    shop: Shop
    carrier: Carrier
    root: Path
    seed: int
    now: datetime = field(default_factory=lambda: at("2026-03-01 08:00"))
    is_calm: bool = False
    cards: list[Card] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    phones: list[Iphone] = field(default_factory=list)
    offline: dict[str, int] = field(default_factory=dict)
    wiped: list[Iphone] = field(default_factory=list)
    shown: dict[tuple[str, str], int] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    version: int = 1

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.carrier.open(self.chance, lambda: self.now)
        self.shop.now = self.now
        self.till = self.shop.pair()
        self.operations: list[tuple[str, str]] = []
        for _ in range(2):
            self.joins()
            self.installs()

    def shop_as_some_instance(self) -> Shop:
        """The shop by the clock of one of its instances."""
        error = 0 if self.is_calm else self.chance.uniform(-SKEW_SECONDS, SKEW_SECONDS)
        self.shop.now = self.now + timedelta(seconds=error)
        return self.shop

    def live(self, steps: int) -> None:
        """So many things happen, minutes to hours apart; the sweep runs meanwhile."""
        doings: list[tuple[Do, int]] = [
            *((self.scans, 9), (self.redeems, 2), (self.undoes, 2), (self.joins, 1)),
            *((self.installs, 3), (self.removes, 1), (self.restores, 1), (self.renames, 1)),
            *((self.goes_offline, 2), (self.republishes, 1), (self.pulls, 1)),
        ]
        what, weights = zip(*doings, strict=True)
        for _ in range(steps):
            chosen: Do = self.chance.choices(what, weights)[0]
            chosen()
            self.passes(self.chance.choice([0, 0, 1, 61, 3600, 6 * 3600]))

    def settles(self) -> None:
        """The weather is fine, and everybody is there again; somebody finds an old file."""
        self.is_calm = self.carrier.is_calm = True
        self.offline.clear()
        self.phones.append(Iphone(Weather(self), lambda: self.now, self.root, draw=self.draw))
        self.phones[-1].asks_when_registered = False
        self.phones[-1].install(self.files[0])
        for _ in range(30):
            self.passes(3600)
            if not self._behind() and all(phone.is_idle for phone in self.phones):
                return
        raise AssertionError("it never came to rest")

    def passes(self, seconds: int) -> None:
        """Time goes by; the sweep runs, what it pushed arrives, phones try again what failed."""
        self.now += timedelta(seconds=seconds)
        tell_wallets.sweep(self.shop_as_some_instance().services)
        self.shop.now = self.now
        waiting, self.carrier.taken = self.carrier.taken, []
        for phone in self.phones:
            if self.offline.get(phone.device, 0) > 0:
                self.offline[phone.device] -= 1
                self.carrier.taken += [phone.push_token] * (phone.push_token in waiting)
                continue
            if phone.push_token in waiting:
                phone.pushed()
            phone.wake()
        self.look()

    # What may happen

    def joins(self) -> None:
        if len(self.cards) < MOST_CARDS:
            self.cards.append(self.shop.join(f"Ada {len(self.cards)}"))
            self.codes.append(self.cards[-1].code)

    def scans(self, code: str = "") -> None:
        code = code or self.chance.choice(self.codes)
        self._noted(code, self._at_the_till().earn(code, over_ready=True))

    def redeems(self) -> None:
        code = self.chance.choice(self.codes)
        self._noted(code, self._at_the_till().redeem(code))

    def undoes(self) -> None:
        if self.operations:
            self._at_the_till().undo(*self.operations.pop())

    def installs(self) -> None:
        """A pass from the page, or from a file that was kept since who knows when."""
        if self.files and self.chance.random() < 0.3:
            data = self.chance.choice(self.files)
        else:
            data = self.chance.choice(self.cards).pass_bytes()
            self.files.append(data)
        if self.phones and (len(self.phones) >= MOST_PHONES or self.chance.random() < 0.4):
            phone = self.chance.choice(self.phones)
        else:
            language = self.chance.choice(["fr", "en", "de"])
            phone = Iphone(Weather(self), lambda: self.now, self.root, language, draw=self.draw)
            phone.asks_when_registered = self.chance.random() < 0.5
            self.phones.append(phone)
        held = phone.install(data)
        self.shown.pop((phone.device, held.serial), None)
        self.happened["installed"] += 1

    def removes(self) -> None:
        phone = self._some_phone()
        if phone:
            phone.remove(self.chance.choice(sorted(phone.passes)))
            self.happened["removed"] += 1

    def restores(self) -> None:
        """A phone is lost; another one is made from its backup."""
        phone = self._some_phone()
        if phone:
            self.phones.remove(phone)
            self.wiped.append(phone)
            self.carrier.gone[phone.push_token] = self.now
            self.now += timedelta(seconds=self.chance.choice([120, 3600]))
            self.phones.append(phone.restored())
            self.phones[-1].wake(at_once=True)
            self.happened["restored"] += 1

    def renames(self) -> None:
        phone = self._some_phone()
        if phone:
            self.carrier.gone[phone.push_token] = self.now
            if phone.push_token in self.carrier.taken:
                self.carrier.taken.remove(phone.push_token)
                phone.must_ask = True
            self.now += timedelta(seconds=120)
            phone.renamed()
            self.happened["renamed"] += 1

    def goes_offline(self) -> None:
        phone = self._some_phone()
        if phone:
            self.offline[phone.device] = self.chance.randint(1, 8)

    def pulls(self) -> None:
        phone = self._some_phone()
        if phone:
            phone.pull()

    def republishes(self) -> None:
        if self.version < 3:
            self.version += 1
            named = program_data(name=f"Café Poinçon {self.version}")
            shop = self.shop_as_some_instance()
            shop.services.programs.publish(named, shop.now)
            shop.now = self.now
            self.happened["republished"] += 1

    def draw(self, size: int) -> str:
        """A name that nobody could guess, but from the seed."""
        return self.chance.randbytes(size).hex()

    # What is seen of it

    def look(self) -> None:
        """A notice says something new: since it was shown last, an entry was written."""
        for phone in self.phones:
            for notice in phone.notices:
                written, seen = self._seq(notice.serial), (phone.device, notice.serial)
                assert written > self.shown.get(seen, 0), f"shown for nothing: {notice}"
                self.shown[seen] = written
                self.happened["noticed"] += 1
            phone.notices.clear()

    def _seq(self, serial: str) -> int:
        card = CardId(serial.partition(".")[2])
        return self.shop.services.cards.head(CAFE, card).card.seq

    def _behind(self) -> bool:
        return any(held.behind for held in self.shop.services.cards.every(CAFE))

    def _some_phone(self) -> Iphone | None:
        holding = [phone for phone in self.phones if phone.passes]
        return self.chance.choice(holding) if holding else None

    def _at_the_till(self) -> Any:
        self.till = self.shop_as_some_instance().pair()
        return self.till

    def _noted(self, code: str, answer: Any) -> None:
        self.shop.now = self.now
        self.happened[f"scan-{answer.status_code}"] += 1
        if answer.status_code == 201:
            self.operations.append((code, answer.json["operation"]))


def with_phones(shop: Shop, wallet: AppleWallet) -> Shop:
    """The shop with Apple's certificate in place, also for whoever asks over HTTP."""
    shop.services = replace(shop.services, apple=wallet)
    shop.house = replace(shop.house, services=shop.services)
    shop.web = Client(origin(shop.house))
    return shop
