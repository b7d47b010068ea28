"""How far it goes: the weekly fold over a ledger that grows, and where a rush's writes go.

The report's own fold runs on SQLite, whole and by segments; what reading the same items from
DynamoDB takes beside is what botocore needs to read a page of them, network apart. Seconds are the
processor's, so that a busy machine does not count; ``docs/scale.md`` says what follows.
"""

import gzip
import json
import secrets
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import botocore.session
from botocore.parsers import create_parser

from bench import audit, heat
from bench.prices import LAMBDA_GB_SECOND, READ_UNIT
from bench.units import _size
from functions import wiring
from functions.journeys import weekly_report
from functions.local import development
from functions.ports import Services
from functions.store import keys
from functions.store.dynamodb_terms import as_request, item_of
from functions.store.engine import Item, Page, Put
from functions.web.owner_counting import AT_ONCE
from loyalty.calendar import Week
from loyalty.program import Program
from tests.builders import at, program_data
from tests.infra.chain import every_item, export
from tests.infra.figures import Question, by_sql

CARDS, SCANS = 400, audit.SCANS
ENTRIES = CARDS * SCANS
WEEK = Week.named("2026-W07")
SEGMENTS = (1, 2, 8)
PAGE = 1000
COPIES = 10
WEEKLY = (10**4, 10**6, 10**8)
AGES = {"week": 1, "year": 52}
LIMIT_SECONDS, PAGE_SECONDS = 900, 28
AT_MOST_SECONDS = 600
"""What a segment may take of the limit, with time left for trying again."""
WHOLE_CORE_MB, JOBS_MB = 1769, 512
SHARES = {"of_a_whole_core": 1.0, "of_the_jobs": JOBS_MB / WHOLE_CORE_MB}
"""A Lambda has one whole processor from 1,769 MB on, and less in proportion below.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""
PARTITION_BYTES = 3000 * 4096
"""Consistent reads of one partition in a second: 12 MB; eventually consistent ones twice that."""
EXPORT_GB, ATHENA_TB = 0.10, 5.00
"""Dollars, AWS's pages for us-east-1, read 2026-11."""
ATHENA_READS = 3
"""Cards, entries and changes are each made by a statement that reads the whole export."""
GB, TB = 10**9, 10**12
Figure = tuple[str, float, str]


class Segment:
    """An engine of which the fold sees one segment."""

    def __init__(self, engine: Any, segment: int, segments: int) -> None:
        self._engine, self._part = engine, {"segment": segment, "segments": segments}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def scan(self, *, segment: int = 0, segments: int = 1, cursor: str | None = None) -> Page:
        """A page of that segment, where all is asked for."""
        page: Page = self._engine.scan(cursor=cursor, **self._part)
        return page


def figures() -> Iterator[Figure]:
    """Rates, what follows for three sizes, and the heat of a rush."""
    with TemporaryDirectory() as folder:
        services, program = _filled(Path(folder))
        items = list(every_item(services.cards.engine))  # type: ignore[attr-defined]
        began = time.process_time()
        told = weekly_report.compute(services, program, WEEK)
        whole = time.process_time() - began
        yield from _segments(services, program, told.week.visits)
        reading = _cpu(lambda: list(every_item(services.cards.engine)))  # type: ignore[attr-defined]
        parsing = _parsing(items)
        fold, parse = (whole - reading) / ENTRIES, parsing / ENTRIES
        yield "fold_entries_per_second", ENTRIES / whole, "entries/s"
        yield "fold_cards_per_second", CARDS / whole, "cards/s"
        yield "page_entries_per_second", ENTRIES / parsing, "entries/s"
        yield "fold_on_dynamodb_entries_per_second", 1 / (fold + parse), "entries/s"
        yield from _limits(fold, parse)
        size = sum(_size(item) - 3 for item in items) / ENTRIES
        yield "bytes_per_entry", size, "bytes"
        yield from _three_sizes(fold + parse, size)
        yield from _by_export(items, program, size, Path(folder))
    yield from heat.figures()


def _filled(folder: Path) -> tuple[Services, Program]:
    """A ledger as ``bench.audit`` makes one, its first cards."""
    settings = development.local_settings(folder, f"http://127.0.0.1:{audit.PORT}", {})
    services = wiring.build(settings).services
    program = services.programs.publish(program_data(), at("2026-01-01 00:00"))
    items = islice(audit._items(), ENTRIES + CARDS)
    while page := list(islice(items, 100)):
        services.cards.engine.transact([Put(item) for item in page])  # type: ignore[attr-defined]
    return services, program


def _segments(services: Services, program: Program, visits: int) -> Iterator[Figure]:
    """The longest segment's seconds: so long takes the fold, each in a function of its own."""
    store: Any = services.cards
    engine = store.engine
    for segments in SEGMENTS:
        took, found = [], 0
        for segment in range(segments):
            store.engine = Segment(engine, segment, segments)
            began = time.process_time()
            found += weekly_report.compute(services, program, WEEK).week.visits
            took.append(time.process_time() - began)
        store.engine = engine
        if found != visits:
            raise RuntimeError("segments do not add up to the whole")
        yield f"fold_in_{segments}_segments_entries_per_second", ENTRIES / max(took), "entries/s"


def _parsing(items: list[Item]) -> float:
    """Processor seconds to make items of DynamoDB's answers: HTTP and the network come on top."""
    model = botocore.session.get_session().get_service_model("dynamodb").operation_model("Scan")
    parser = create_parser(model.service_model.metadata["protocol"])
    typed = [as_request("", Put(item))["Put"]["Item"] for item in items]
    bodies = [
        json.dumps({"Items": typed[start : start + PAGE]}).encode()
        for start in range(0, len(typed), PAGE)
    ]

    def read() -> None:
        for body in bodies:
            answer = {"status_code": 200, "headers": {}, "body": body}
            for found in parser.parse(answer, model.output_shape)["Items"]:
                item_of(found)

    return _cpu(read)


def _limits(fold: float, parse: float) -> Iterator[Figure]:
    """How many entries one function folds in its time, and how many the owner's page could.

    From ``owner_counting.AT_ONCE`` on, the page shows what the jobs have counted.
    """
    for name, share in SHARES.items():
        yield f"owners_page_at_once_seconds_{name}", AT_ONCE * (fold + parse) / share, "s"
        yield f"entries_in_one_function_{name}", LIMIT_SECONDS * share / (fold + parse), "entries"
        yield (
            f"entries_on_the_owners_page_{name}",
            PAGE_SECONDS * share / (fold + parse),
            "entries",
        )


def _three_sizes(seconds: float, size: float) -> Iterator[Figure]:
    """With a whole processor for each function; read consistently, as the report reads."""
    for of, entries in _sizes():
        needed = entries * seconds
        dollars = entries * size / 4096 * READ_UNIT
        dollars += needed * WHOLE_CORE_MB / 1024 * LAMBDA_GB_SECOND
        yield f"fold_minutes_{of}", needed / 60, "min"
        yield f"fold_segments_{of}", -(-needed // AT_MOST_SECONDS), "functions"
        yield f"read_minutes_of_one_partition_{of}", entries * size / PARTITION_BYTES / 60, "min"
        yield f"fold_cost_{of}", dollars, "USD"


def _by_export(items: list[Item], program: Program, size: float, folder: Path) -> Iterator[Figure]:
    """The same figures from an export, by DuckDB on one thread, and what AWS asks for one."""
    data = export(map(_as_tills_write, items), folder)
    packed = sum(file.stat().st_size for file in data.iterdir()) / ENTRIES
    _multiply(data)
    question = Question(program=program, week=WEEK, today=WEEK.bounds(program.time_zone)[1])
    rate = ENTRIES * COPIES / _cpu(lambda: by_sql(data, [question]))
    yield "export_bytes_per_entry", packed, "bytes"
    yield "duckdb_entries_per_second", rate, "entries/s"
    for of, entries in _sizes():
        yield f"duckdb_minutes_{of}", entries / rate / 60, "min"
        yield f"export_cost_{of}", entries * size / GB * EXPORT_GB, "USD"
        yield f"athena_cost_{of}", ATHENA_READS * entries * packed / TB * ATHENA_TB, "USD"


def _sizes() -> Iterator[tuple[str, int]]:
    """What is to be folded, with a name: so many scans a week, for so long."""
    for weekly in WEEKLY:
        for age, weeks in AGES.items():
            yield f"1e{len(str(weekly)) - 1}_of_a_{age}", weekly * weeks


def _as_tills_write(item: Item) -> Item:
    """An id and a hash that no other entry has: a file is not smaller than it would be."""
    if not str(item["sk"]).startswith(keys.ENTRIES_LOW):
        return item
    return item | {"sk": f"E#{secrets.token_hex(16)}", "body_hash": secrets.token_hex(32)}


def _multiply(data: Path) -> None:
    """The same cards again under other names, so that starting DuckDB does not count."""
    for file in [*data.iterdir()]:
        lines = gzip.decompress(file.read_bytes())
        for copy in range(1, COPIES):
            more = lines.replace(b"#C#0000", b"#C#%04d" % copy)
            file.with_name(f"{copy}-{file.name}").write_bytes(gzip.compress(more, 1))


def _cpu(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began
