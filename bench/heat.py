"""Where the writes go: which partition of the table is the first to be too hot.

One real stamp and what tells its wallets afterwards are written by the product on SQLite, and every
item is counted by AWS's rules under the key that it has; a rush is then drawn with the same keys.
A partition takes 1,000 write units a second and 3,000 read units. A collection of items, those of
one ``pk``, may be split among partitions by its sort keys, where they do not only grow; one item
cannot.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
https://aws.amazon.com/blogs/database/part-3-scaling-dynamodb-how-partitions-hot-keys-and-split-for-heat-impact-performance/
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.cost import Till, _card, _in_wallets, _phones_answer, _tell
from bench.units import Sheet, watch
from functions.store import keys
from functions.store.engine import Item, Key
from loyalty.entry import CardId
from tests.shop import Shop, publish_pictures

Figure = tuple[str, float, str]
Units = Counter[str]

WEEK_SECONDS = 7 * 24 * 3600
PARTITION_WRITES = 1000
PEAK = 3
"""A rush hour's scans beside the week's mean."""
RUSH_SECONDS = 60
SCANS_A_WEEK = 10**8
TILLS = 20_000
MEASURES_SECONDS = 240
"""So often a till tells how fast it was: ``site/modules/measures.js``."""
CARDS = 10**8
PROGRAMS = 10_000


@dataclass
class Heat:
    """Write units by the partition key that they fell on; the index's by its own."""

    table: Units = field(default_factory=Counter)
    index: Units = field(default_factory=Counter)

    def take(self, key: Key, before: Item | None, after: Item | None, each: int) -> None:
        """Count one item that was written."""
        sheet = Sheet()
        sheet.write(key, before, after, each)
        moved = sheet.by_rule.pop("index", 0)
        self.table[key.pk] += sheet.by_rule.total()
        marked = [item for item in (before, after) if item and "due" in item]
        for item in marked[-moved:] if moved else ():
            self.index[str(item["due"])] += 1


def figures() -> Iterator[Figure]:
    """Units of a scan by partition; the hottest of each kind in a rush; where each is full."""
    units = measured()
    for name, each in units.items():
        yield f"scan_units_on_{name}", float(each), "units"
    rate = PEAK * SCANS_A_WEEK / WEEK_SECONDS
    yield "rush_scans_per_second", rate, "scans/s"
    for name, hottest in rush(units, rate, Random(1)).items():
        yield f"rush_hottest_{name}", float(hottest), "units/s"
    yield "measures_of_one_chain", TILLS / MEASURES_SECONDS, "units/s"
    table = units["card"] + units["devices"]
    yield "rush_table_units", rate * table, "units/s"
    yield "rush_index_units", rate * units["index"], "units/s"
    full = {
        "devices": PARTITION_WRITES / units["devices"],
        "index": keys.DUE_SHARDS * PARTITION_WRITES / units["index"],
        "card": PARTITION_WRITES / units["card"],
    }
    for name, scans in full.items():
        yield f"full_{name}", scans, "scans/s"
        yield f"full_{name}_per_week", scans / PEAK * WEEK_SECONDS, "scans"


def measured() -> dict[str, int]:
    """Write units of one stamp and of telling both wallets, by the kind of partition."""
    with TemporaryDirectory() as folder:
        publish_pictures(Path(folder))
        shop = Shop(Path(folder), wakes=True)
        _phones_answer(shop)
        till, code = Till(shop), _in_wallets(shop, shop.join().code)
        till.scan(code)
        _tell(shop)
        till.scan(shop.join().code)  # a till whose hour has begun
        shop.later(minutes=40)
        heat, engine = Heat(), shop.services.cards.engine  # type: ignore[attr-defined]
        watch(engine, engine, heat.take)
        till.scan(code)
        _tell(shop)
        return _by_kind(heat, shop.program.id, _card(shop, code))


def _by_kind(heat: Heat, program: str, card: CardId) -> dict[str, int]:
    """Nothing else may have been written: what is not named here would be a surprise."""
    card_partition, devices = keys.card(program, card).pk, keys.devices(program)
    if surprise := heat.table.keys() - {card_partition, devices}:
        raise RuntimeError(f"a scan writes to {surprise}")
    if surprise := heat.index.keys() - {keys.due_shard(card)}:
        raise RuntimeError(f"a scan is told under {surprise}")
    return {
        "card": heat.table[card_partition],
        "devices": heat.table[devices],
        "index": heat.index.total(),
    }


def rush(units: dict[str, int], rate: float, chance: Random) -> dict[str, int]:
    """Of each kind, the most that one partition was written in one second of a rush."""
    hottest: Units = Counter()
    for _ in range(RUSH_SECONDS):
        for name, second in _second(units, rate, chance).items():
            hottest[name] = max(hottest[name], *second.values())
    return dict(hottest)


def _second(units: dict[str, int], rate: float, chance: Random) -> dict[str, Units]:
    found: dict[str, Units] = {name: Counter() for name in KINDS}
    for _ in range(_arrivals(rate, chance)):
        card = CardId(f"{chance.randrange(CARDS):016d}")
        till = f"till-{chance.randrange(TILLS)}"
        street = f"shop-{chance.randrange(PROGRAMS)}"
        for name, (kind, place) in KINDS.items():
            found[name][place(card, till, street)] += units[kind]
    return found


def _arrivals(rate: float, chance: Random) -> int:
    """So many in one second, by chance alone."""
    arrived, at = 0, chance.expovariate(rate)
    while at < 1:
        arrived, at = arrived + 1, at + chance.expovariate(rate)
    return arrived


Place = Callable[[CardId, str, str], str]
KINDS: dict[str, tuple[str, Place]] = {
    "card": ("card", lambda card, till, street: keys.card("chain", card).pk),
    "devices_of_one_chain": ("devices", lambda card, till, street: keys.devices("chain")),
    "devices_of_a_program": ("devices", lambda card, till, street: keys.devices(street)),
    "till": ("devices", lambda card, till, street: keys.device("chain", till).sk),
    "index_shard": ("index", lambda card, till, street: keys.due_shard(card)),
}
"""What may be hot: which units fall on it, and under which key."""
