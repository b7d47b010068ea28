"""``poincon audit``: every card derived anew from its entries, every difference on a line.

Small stores are walked here; what takes longer is shared out, a segment of the store at a time,
among processes that each open the store themselves.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime
from functools import reduce
from multiprocessing import get_context
from operator import add
from pathlib import Path

from functions import wiring
from functions.journeys import audit
from functions.journeys.audit import Mailed, Walk
from functions.local import development
from functions.local.server import HOST
from functions.ports import Services
from functions.terminal import numbers
from functions.terminal.audit_words import WORDS
from functions.terminal.progress import Progress
from functions.terminal.sentences import printable
from loyalty.audit import Difference
from loyalty.entry import CardId, instant_text
from loyalty.errors import BadConfiguration
from loyalty.figures import Anchor
from passes import short_code

SEGMENTS = 32
ALONE_SECONDS = 2.0
"""How long to go on alone before other processes are started, which takes about as long."""


def register(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    at_once = "processes that share the work, else as many as there are processors"
    parser.add_argument(
        "--jobs", type=numbers.processes, default=os.cpu_count() or 1, metavar="N", help=at_once
    )
    week = "compare with this week's mail, as in 2026-W47"
    parser.add_argument("--week", type=numbers.week, help=week)
    digest = "the fingerprint that the mail gives"
    parser.add_argument("--digest", type=numbers.digest, help=digest)
    entries = "the number of entries that the mail gives"
    parser.add_argument("--entries", type=numbers.entries, metavar="N", help=entries)
    as_of = "the mail's instant, if it is not known here"
    parser.add_argument("--as-of", type=numbers.instant, metavar="INSTANT", help=as_of)
    card = "write this card anew, by its id or its short code (7K3M-9QXT)"
    parser.add_argument("--rebuild", default="", metavar="CARD", help=card)


def run(asked: argparse.Namespace, program: str) -> int:
    """Audit the program, or rebuild a card; 1 if anything differs."""
    services = _services(asked.var, asked.port)
    services.programs.current(program)
    if asked.rebuild:
        _refuse_comparing(asked)
        return _rebuild(services, program, _card(services, program, asked.rebuild))
    mails = _mails(asked, audit.mailed(services, program))
    seen = _walk(asked, services, program, audit.instants(mails))
    found = seen.differences + audit.against_mails(mails, seen.anchors)
    for difference in found:
        sys.stdout.write(f"{line(difference)}\n")
    for mail in mails[:1]:
        sys.stdout.write(_beside(mail, seen.anchors.at(instant_text(mail.anchored_at))))
    sys.stdout.write(
        f"audit program={program} cards={seen.cards} entries={seen.entries} "
        f"differences={len(found)} digest={seen.anchors.whole.digest}\n"
    )
    return 1 if found else 0


def line(difference: Difference) -> str:
    """Which card and entry, what, and in words: no name, and nothing that a terminal obeys."""
    where = difference.card or "ledger"
    entry = f" entry {difference.seq} {difference.operation}" if difference.operation else ""
    detail = f" ({difference.detail})" if difference.detail else ""
    said = f"{where}{entry}: {difference.code}: {WORDS[difference.code]}{detail}"
    return printable(said)


def _beside(mail: Mailed, here: Anchor) -> str:
    """What the mail says, and what is here as of the same instant, on a line each."""
    as_of = f"{mail.week} as of {mail.anchored_at:%Y-%m-%dT%H:%MZ}"
    entries = "" if mail.entries is None else f" entries={mail.entries}"
    return (
        f"mail {as_of}{entries} digest={mail.digest}\n"
        f"here {as_of} entries={here.entries} digest={here.digest}\n"
    )


def _refuse_comparing(asked: argparse.Namespace) -> None:
    if asked.week or asked.digest or asked.entries is not None or asked.as_of:
        reason = "compares with no mail, which --week, --digest, --entries and --as-of are for"
        raise _wrong("--rebuild", reason, "give it alone")


def _card(services: Services, program: str, typed: str) -> CardId:
    """The card, by its own id or by the short code that people read on it."""
    code = short_code.read(typed)
    return services.cards.by_short_code(program, code).card if code else CardId(typed.strip())


def _rebuild(services: Services, program: str, card: CardId) -> int:
    try:
        anew, found = audit.rebuild(services, program, card)
    except audit.NotFromEntries as refused:
        sys.stderr.write(f"{card}: not rebuilt, nothing was written\n")
        for code in refused.codes:
            sys.stderr.write(f"{card}: {code}: {WORDS[code]}\n")
        return 2
    sys.stdout.write(f"{card}: written anew from its {anew.seq} entries\n")
    for difference in found:
        sys.stdout.write(f"{line(difference)}\n")
    return 1 if found else 0


def _mails(asked: argparse.Namespace, known: list[Mailed]) -> list[Mailed]:
    """The mails to compare with; the one in the owner's hand in place of what is kept of it."""
    if not asked.digest:
        if asked.week or asked.entries is not None or asked.as_of:
            raise _wrong("--digest", "is missing", "the fingerprint that the mail gives")
        return known
    at: datetime | None = asked.as_of or next(
        (mail.anchored_at for mail in known if mail.week == asked.week), None
    )
    if at is None:
        week = asked.week or "no week"
        raise _wrong("--as-of", f"is missing: nothing is kept of {week}", "the mail's “as of”")
    given = Mailed(
        week=asked.week or "given", anchored_at=at, digest=asked.digest, entries=asked.entries
    )
    return [given, *(mail for mail in known if mail.week != asked.week)]


def _walk(
    asked: argparse.Namespace, services: Services, program: str, instants: Sequence[str]
) -> Walk:
    with Progress("cards") as progress:
        walks = list(_walks(asked, services, program, instants, progress))
    return reduce(add, walks)


def _walks(
    asked: argparse.Namespace,
    services: Services,
    program: str,
    instants: Sequence[str],
    progress: Progress,
) -> Iterator[Walk]:
    left, until = list(range(SEGMENTS)), time.monotonic() + ALONE_SECONDS
    while left and (asked.jobs == 1 or time.monotonic() < until):
        yield audit.walk(
            services, program, instants, segment=left.pop(), segments=SEGMENTS, step=progress.step
        )
    for walk in shared_out(asked.var, asked.port, program, instants, asked.jobs, left):
        progress.step(walk.cards)
        yield walk


def shared_out(
    var: Path,
    port: int,
    program: str,
    instants: Sequence[str],
    jobs: int,
    segments: Sequence[int] = range(SEGMENTS),
) -> Iterator[Walk]:
    """These segments of the store, by so many processes; in the order in which they are done."""
    if not segments:
        return
    spawned = get_context("spawn")  # not forked: an open SQLite file must not be carried along
    rarely = (100_000,)  # what is read is much and has no cycles: looking for them takes long
    with ProcessPoolExecutor(
        min(jobs, len(segments)), spawned, initializer=gc.set_threshold, initargs=rarely
    ) as others:
        shares = [
            others.submit(segment_walk, var, port, program, instants, segment)
            for segment in segments
        ]
        for share in as_completed(shares):
            yield share.result()


def segment_walk(var: Path, port: int, program: str, instants: Sequence[str], segment: int) -> Walk:
    """One segment, in a process of its own."""
    if not _here:
        _here.append(_services(var, port))
    return audit.walk(_here[0], program, instants, segment=segment, segments=SEGMENTS)


_here: list[Services] = []
"""What this process has opened: once for all its segments."""


def _services(var: Path, port: int) -> Services:
    settings = development.local_settings(var, f"http://{HOST}:{port}", os.environ)
    return wiring.build(settings).services


def _wrong(path: str, reason: str, hint: str) -> BadConfiguration:
    return BadConfiguration(errors=[{"path": path, "reason": reason, "hint": hint}])
