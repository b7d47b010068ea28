"""A chain of two shops for some weeks, over the product's own code, and its store as an export."""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from boto3.dynamodb.types import TypeSerializer

from functions import wiring
from functions.journeys import pair, scan
from functions.journeys.night import night
from functions.records import Device, HeldCard, Member
from functions.store.engine import Engine, Item
from loyalty.entry import Kind, OperationId
from loyalty.errors import LoyaltyError
from tests.builders import at, program_data
from tests.lived import Lived, empty

OPENED = at("2026-03-02 06:00")
CARDS, STEPS = 120, 700
FILES = 3


class Chain(Lived):
    """Customers go to either shop; some scans arrive days late, some are taken back."""

    @property
    def began(self) -> datetime:
        """When the first customer came."""
        return OPENED

    def open(self, cards: int, steps: int) -> "Chain":
        """So many customers, most of them from the start, and so many things that happen."""
        self.tills = [self._till(shop.id) for shop in self.program.shops]
        for _ in range(cards // 2):
            self._comes()
        for step in range(steps):
            self.now[0] += timedelta(minutes=self.chance.choice([1, 5, 20, 60, 120, 240]))
            if step % (2 * steps // cards) == 0:
                self._comes()
            self.till = self.chance.choice(self.tills)
            self._something(self.chance.choice(self.cards_seen()))
            if self.chance.random() < 0.01:
                night(self.services)
        return self

    def cards_seen(self) -> list[HeldCard]:
        """A few of them: half of what happens, happens to regulars."""
        few = self.issued[:20] if self.chance.random() < 0.5 else self.issued
        return [self.services.cards.head(self.program.id, self.chance.choice(few))]

    @property
    def engine(self) -> Engine:
        """Where all of it is."""
        return self.services.cards.engine  # type: ignore[attr-defined]

    def _something(self, held: HeldCard) -> None:
        """Now and then a gift comes back, or is taken some minutes after a purchase."""
        does = self.chance.choice([super()._something] * 4 + [self._buys_and_uses, self._brings])
        try:
            does(held)
        except LoyaltyError:
            return

    def _buys_and_uses(self, held: HeldCard) -> None:
        self._buys(held)
        self.now[0] += timedelta(minutes=5)
        self._uses(self.services.cards.head(self.program.id, held.card.id))

    def _brings(self, held: HeldCard) -> None:
        history = self.services.cards.history(self.program.id, held.card.id)
        used = [entry.operation for entry in history if entry.kind is Kind.REDEEM]
        if used:
            asked, gift = self._asked(held), self.chance.choice(used)
            scan.refund(self.services, self.till, asked, operation=gift, back=None)

    def _comes(self) -> None:
        self.join(Member(first_name="Bjørk \u2028 O’Neil", language="fr"), wallets=())

    def _till(self, shop: str) -> Device:
        code = pair.offer(self.services, self.program.id, "till", shop).code
        return pair.pair(self.services, "till", code, "Comptoir").device

    def _asked(self, held: HeldCard) -> scan.Asked:
        """One in five was made without a network, up to six days ago."""
        late = self.chance.choice([0] * 8 + [self.chance.uniform(0, 1), self.chance.uniform(1, 6)])
        return scan.Asked(
            operation=OperationId(f"{self.chance.getrandbits(128):032x}"),
            code=held.short_code,
            made_at=self.now[0] - timedelta(days=late),
            sent_at=self.now[0],
            body={},
        )


def chain(
    shared: Path, seed: int, data: dict[str, Any], cards: int = CARDS, steps: int = STEPS
) -> Chain:
    """Two shops of one program, on a store in memory."""
    second = {**data["shops"][0], "id": "second", "name": "Rue Crébillon"}
    now: list[datetime] = [OPENED]
    house: wiring.House = empty(shared, now=now)
    both = {**data, "shops": [data["shops"][0], second]}
    program = house.services.programs.publish(both, OPENED)
    return Chain(house, program, both, now, Random(seed)).open(cards, steps)


def stamps() -> dict[str, Any]:
    """Short rounds, coupons that end after two days, a window of two weeks."""
    return program_data(
        stamps__threshold=3,
        stamps__expires_months=1,
        active_days=14,
        limits__cooldown_minutes=45,
        limits__daily_cap=20,
        limits__undo_minutes=1440,
        coupons=[{"id": "present", "reward": "coffee", "days": 2}],
    )


def every_item(engine: Engine) -> Iterator[Item]:
    """All that the table has."""
    cursor: str | None = None
    while True:
        page = engine.scan(cursor=cursor)
        yield from page.items
        if (cursor := page.cursor) is None:
            return


def export(items: Iterable[Mapping[str, Any]], folder: Path) -> Path:
    """As DynamoDB writes an export: lines of typed items, gzipped, a file for each partition.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
    """
    typed = TypeSerializer()
    parts: list[list[str]] = [[] for _ in range(FILES + 1)]  # the last partition is empty
    for item in items:
        whole = {"Item": {name: typed.serialize(value) for name, value in item.items()}}
        line = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        parts[zlib.crc32(str(item["pk"]).encode()) % FILES].append(line + "\n")
    data = folder / "AWSDynamoDB" / "01774000000000-0a1b2c3d" / "data"
    data.mkdir(parents=True)
    for number, lines in enumerate(parts):
        (data / f"part{number}.json.gz").write_bytes(gzip.compress("".join(lines).encode()))
    return data


def kinds(lived: Chain) -> Counter[str]:
    """How often each kind of thing happened; ``late``: more than a day afterwards."""
    found: Counter[str] = Counter()
    for ledger in lived.services.cards.ledgers(lived.program.id):
        for entry in ledger.entries:
            found[entry.kind.value] += 1
            found["late"] += entry.recorded_at - entry.happened_at > timedelta(days=1)
    return found
