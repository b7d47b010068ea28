"""What a small shop's month costs on AWS: its scans, and what runs whether somebody comes or not.

Prices are AWS's list prices for us-east-1, read 2026-11, and the table's requests once as there and
once as in eu-west-3 (``prices.py``). What an account has for nothing is counted as paid, but for
alarms, metrics (ten of each) and EventBridge's schedule and SSM's standard parameters, which nobody
pays. When a job runs, zappa_settings.json says.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench.prices import MIXED, US_EAST_1, Prices
from functions.logs import _JsonLines
from functions.metrics import measured

Figure = tuple[str, float, str]

SCANS = 3_000
DAYS = 30
WEEKS = DAYS / 7
SETTINGS = Path("zappa_settings.json")
_PERIODS = {"minute": 24 * 60, "hour": 24, "day": 1}
"""How often in a day."""

JOB_SECONDS = 0.100  # assumed, and so many reads of it
JOB_READS = 5
WALKS = {"night": DAYS, "retention": DAYS, "audit": DAYS, "weekly": WEEKS, "keep": WEEKS}
"""How often each job reads the whole table, however often it looks whether it has to."""
WALKED_PER_SECOND = 1_100_000 / (15 * 60)
"""Entries folded with 512 MB: ``docs/scale.md``."""

MAILS = 4
MAIL = 0.10 / 1000
CARDS = 1_000
MONTHS_KEPT = 12
ENTRIES = MONTHS_KEPT * SCANS
BYTES_BESIDE_AN_ITEM = 100
STORED_GB = 0.25 + 0.20  # and the backup of the last 35 days
LOGGED_GB = 0.50
BYTES_OF_A_RUN = 350  # Lambda's own three lines
GB = 1_000_000_000
CHEAPEST_SERVICE = 25.0
"""A month of the cheapest loyalty service on the market; the dearest ask 300."""


def figures(
    scan: Callable[[Prices], float],
    sweep_reads: float,
    invocation: Callable[[float], float],
    entry_bytes: int,
) -> Iterator[Figure]:
    """Each part of the month; ``scan`` is what one costs with both wallets told."""
    for prices, name in ((MIXED, "shop_month"), (US_EAST_1, "shop_month_us_east_1")):
        parts = dict(_parts(prices, scan(prices), sweep_reads, invocation, entry_bytes))
        for part, price in parts.items():
            yield f"{name}_{part}_usd", price, prices.currency
        yield f"{name}_usd", sum(parts.values()), prices.currency
        if prices is MIXED:
            yield from _compared(parts, invocation)


def _parts(
    prices: Prices,
    scan: float,
    sweep_reads: float,
    invocation: Callable[[float], float],
    entry_bytes: int,
) -> Iterator[tuple[str, float]]:
    runs, kept, walks = runs_a_month(), _bytes_kept(entry_bytes), sum(WALKS.values())
    sweeps = runs.pop("sweep")
    others = sum(runs.values())
    yield "scans", SCANS * scan
    yield "sweeps_lambda", sweeps * invocation(JOB_SECONDS)
    yield "sweeps_reads", sweeps * sweep_reads * prices.read_unit
    yield "walks_lambda", walks * (invocation(ENTRIES / WALKED_PER_SECOND) - invocation(0))
    yield "walks_reads", walks * kept / 4096 * prices.read_unit
    yield "other_jobs", others * (invocation(JOB_SECONDS) + JOB_READS * prices.read_unit)
    yield "storage", kept / GB * STORED_GB
    yield "mails", MAILS * MAIL
    yield "logs", _logged(sweeps, others) / GB * LOGGED_GB
    yield "parameters", 0.0
    yield "alarms_and_metrics", 0.0


def _compared(parts: Mapping[str, float], invocation: Callable[[float], float]) -> Iterator[Figure]:
    """What could be spared, and what others ask."""
    month, sweeps = sum(parts.values()), parts["sweeps_lambda"] + parts["sweeps_reads"]
    walks = parts["walks_lambda"] + parts["walks_reads"]
    yield "shop_month_of_cheapest_service", month / CHEAPEST_SERVICE * 100, "%"
    yield "shop_month_sweeps_share", sweeps / month * 100, "%"
    yield "shop_month_walks_share", walks / month * 100, "%"
    yield "shop_month_every_two_minutes_usd", month - sweeps / 2, MIXED.currency
    spared = runs_a_month()["sweep"] * (invocation(JOB_SECONDS) - invocation(0)) / 2
    yield "shop_month_half_the_memory_usd", month - spared, MIXED.currency


def runs_a_month() -> dict[str, float]:
    """Each job by its name."""
    events = json.loads(SETTINGS.read_text(encoding="utf-8"))["jobs"]["events"]
    return {one["function"].rpartition(".")[2]: DAYS * _daily(one["expression"]) for one in events}


def _daily(expression: str) -> float:
    """How often an expression comes true in a day: a rate, or a time of every day."""
    if re.fullmatch(r"cron\(\d+ \d+ \* \* \? \*\)", expression):
        return 1
    rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression)
    if rate is None:
        raise ValueError(f"how often is {expression}?")
    return _PERIODS[rate[2]] / int(rate[1])


def _bytes_kept(entry_bytes: int) -> float:
    """A year of scans, and the cards with their members."""
    return ENTRIES * (entry_bytes + BYTES_BESIDE_AN_ITEM) + CARDS * 2 * 1024.0


def _logged(sweeps: float, others: float) -> float:
    """Bytes: what Lambda says of each run, and our own lines."""
    lines = sweeps * _line("measured", {}, {"OutboxOldestSeconds": 0.0, "OutboxWaiting": 0})
    lines += SCANS * (_line("request", *_REQUEST) + _line("swept", _SWEPT, {}))
    return lines + (sweeps + others + 2 * SCANS) * BYTES_OF_A_RUN


def _line(event: str, facts: Mapping[str, object], figures: Mapping[str, float]) -> int:
    """Bytes of one of our lines, as it is written."""
    metrics = measured("production", datetime.now(UTC), figures)
    told = {"msg": event, "levelname": "INFO", "facts": {**facts, **metrics}}
    return len(_JsonLines().format(logging.makeLogRecord(told)).encode()) + 1


_REQUEST = (
    {
        "request_id": "0123456789abcdef",
        "method": "POST",
        "operation": "earn",
        "status": 201,
        "ms": 50,
        "cold": False,
    },
    {"Requests": 1, "ServerErrors": 0, "ScanMs": 50},
)
_SWEPT = {"told": 2, "waiting": 0, "dead": 0, "reasons": []}
