"""Bugs of what happens: functions/journeys/."""

from tests.mutants.mutant import Mutant

_WRITING, _SCAN = "functions/journeys/writing.py", "functions/journeys/scan.py"
_NIGHT = "functions/journeys/night.py"
_SCAN_TESTS = ("tests/journeys/test_scan.py",)

JOURNEYS = (
    Mutant(
        name="a repeat is not compared with what was asked first",
        file=_WRITING,
        before="if entry.body_hash != scan.body_hash:",
        after="if not entry.body_hash:",
        why="one id for two purchases: the second is told that it was stamped",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="a repeat is told of today's card",
        file=_WRITING,
        before="[known for known in history if known.seq <= last]",
        after="history",
        why="the answer to a repeat is another one than the first",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="a repeat that a rule would refuse now is refused",
        file=_WRITING,
        before="            return _replayed(services, program, earlier, scan)\n",
        after="            raise\n",
        why="a lost answer becomes: too soon, although the stamp is there",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="a card that changed is decided on as it was first read",
        file=_WRITING,
        before="    for _ in range(TRIES):\n        held = services.cards.head(program.id, card)\n",
        after="    held = services.cards.head(program.id, card)\n    for _ in range(TRIES):\n",
        why="of two scans at once, one is never written",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="a card that changed is given up",
        file=_WRITING,
        before="except CardChanged:\n            continue",
        after="except CardChanged:\n            break",
        why="of two scans at once, one is sent away",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="the house's own entries are counted for a till",
        file=_WRITING,
        before="program.limits.scans_per_till_hour if scan.till else None",
        after="program.limits.scans_per_till_hour",
        why="the night finds no till, and nothing ends any more",
        near=("tests/journeys/test_night.py",),
    ),
    Mutant(
        name="the server makes an id of its own",
        file=_SCAN,
        before="operation=asked.operation,\n        happened_at",
        after='operation=OperationId(digest({"at": now.isoformat()})[:32]),\n        happened_at',
        why="every try is a new operation: a lost answer is stamped twice",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="what was asked is compared without its kind",
        file=_SCAN,
        before='digest({"kind": kind, "made_at": asked.made_at.isoformat()} | asked.body)',
        after='digest({"made_at": asked.made_at.isoformat()} | asked.body)',
        why="an id of an undo is answered as the refund that it is not",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="what was asked is compared without its time",
        file=_SCAN,
        before='digest({"kind": kind, "made_at": asked.made_at.isoformat()} | asked.body)',
        after='digest({"kind": kind} | asked.body)',
        why="an id that a phone uses again the next day is told that it was stamped",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="a late scan is judged by the rules of its arrival",
        file=_SCAN,
        before="services.programs.at(device.program, scan.happened_at), shown, scan",
        after="services.programs.at(device.program, scan.recorded_at), shown, scan",
        why="a customer who bought under the old rule gets the new one",
        near=(*_SCAN_TESTS, "tests/journeys/test_publish.py"),
    ),
    Mutant(
        name="an undo is not replayed",
        file=_SCAN,
        before="scan, operation=operation)\n"
        "        return entry, replay(program.id, shown.card, [*history, entry])",
        after="scan, operation=operation)\n        return entry, held.card.after(entry)",
        why="a visit that was taken back still shuts the card for its cooldown",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="goods come back to a card read before its history",
        file=_SCAN,
        before="back=back)\n"
        "        return entry, replay(program.id, shown.card, [*history, entry])",
        after="back=back)\n        return entry, held.card.after(entry)",
        why="a stamp that comes between makes a refund fail for nothing",
        near=_SCAN_TESTS,
    ),
    Mutant(
        name="there is one night for ever",
        file=_NIGHT,
        before='OperationId(f"night:{day}")',
        after='OperationId("night:")',
        why="after the first night nothing ends any more",
        near=("tests/journeys/test_night.py",),
    ),
)
