"""What a small shop's month costs on AWS: its scans, and what runs whether somebody comes or not.

Prices are AWS's list prices for us-east-1, read 2026-11, but for those of the table's requests
(``prices.py``); eu-west-3 is up to a fifth dearer. What an account has for nothing is counted as
paid, but for alarms, metrics (ten of each) and EventBridge's schedule and SSM's standard
parameters, which nobody pays.
"""

from collections.abc import Callable, Iterator

from bench.prices import READ_UNIT

Figure = tuple[str, float, str]

SCANS = 3_000
MINUTES = 30 * 24 * 60
OTHER_JOBS = 30 * (3 * 24 + 2)
"""Three of them every hour, two every day."""

JOB_SECONDS = 0.100  # assumed
MAILS = 4
MAIL = 0.10 / 1000
CARDS = 1_000
MONTHS_KEPT = 12
BYTES_BESIDE_AN_ITEM = 100
STORED_GB = 0.25 + 0.20  # and the backup of the last 35 days
LOGGED_GB = 0.50
BYTES_OF_A_RUN, BYTES_OF_A_LINE = 350, 250  # Lambda's own three lines, and one of ours
GB = 1_000_000_000
CHEAPEST_SERVICE = 25.0
"""A month of the cheapest loyalty service on the market; the dearest ask 300."""


def figures(
    scan: float, sweep_reads: float, invocation: Callable[[float], float], entry_bytes: int
) -> Iterator[Figure]:
    """Each part of the month; ``scan`` is what one costs with both wallets told."""
    kept = _bytes_kept(entry_bytes)
    runs = MINUTES + OTHER_JOBS + 2 * SCANS
    prices = {
        "scans": SCANS * scan,
        "sweeps_lambda": MINUTES * invocation(JOB_SECONDS),
        "sweeps_reads": MINUTES * sweep_reads * READ_UNIT,
        "other_jobs": OTHER_JOBS * invocation(JOB_SECONDS),
        "audit_reads": 30 * kept / 4096 * READ_UNIT,
        "storage": kept / GB * STORED_GB,
        "mails": MAILS * MAIL,
        "logs": (runs * BYTES_OF_A_RUN + SCANS * BYTES_OF_A_LINE) / GB * LOGGED_GB,
        "parameters": 0.0,
        "alarms_and_metrics": 0.0,
    }
    for name, price in prices.items():
        yield f"shop_month_{name}_usd", price, "USD"
    month = sum(prices.values())
    sweeps = prices["sweeps_lambda"] + prices["sweeps_reads"]
    yield "shop_month_usd", month, "USD"
    yield "shop_month_of_cheapest_service", month / CHEAPEST_SERVICE * 100, "%"
    yield "shop_month_sweeps_share", sweeps / month * 100, "%"
    yield "shop_month_every_two_minutes_usd", month - sweeps / 2, "USD"
    spared = MINUTES * (invocation(JOB_SECONDS) - invocation(0)) / 2
    yield "shop_month_half_the_memory_usd", month - spared, "USD"


def _bytes_kept(entry_bytes: int) -> float:
    """A year of scans, and the cards with their members."""
    entries = MONTHS_KEPT * SCANS * (entry_bytes + BYTES_BESIDE_AN_ITEM)
    return entries + CARDS * 2 * 1024.0
