"""How far an audit has come and what it found, as items and back."""

from typing import Any

from functions.records import AuditRun, LastAudit, Tally
from functions.store import keys
from functions.store.engine import Item
from functions.store.items import Attributes
from loyalty.anchors import Anchors
from loyalty.entry import instant, instant_text
from loyalty.figures import Anchor


def run_attributes(run: AuditRun) -> Attributes:
    """All but its claim. One item holds every program, within DynamoDB's 400 KB."""
    tallies: Item = {program: _tally_item(tally) for program, tally in run.tallies.items()}
    return {"night": run.night, "cursor": run.cursor, "tallies": tallies}


def run_of(found: dict[str, Any]) -> AuditRun:
    """An audit as it was left."""
    return AuditRun(
        night=found["night"],
        claim=found["claim"],
        tallies={program: _tally(item) for program, item in found["tallies"].items()},
        cursor=found.get("cursor"),
    )


def found_item(program: str, found: LastAudit) -> Item:
    """What the last audit found of a program."""
    key = keys.audit(program)
    return {
        "pk": key.pk,
        "sk": key.sk,
        "at": instant_text(found.at),
        "differences": found.differences,
        "new": found.new,
        "codes": dict(found.codes),
        "named": dict(found.named),
    }


def found_of(item: dict[str, Any]) -> LastAudit:
    """The same, from its item."""
    return LastAudit(
        at=instant(item["at"]),
        differences=item["differences"],
        new=item["new"],
        codes=item["codes"],
        named=item["named"],
    )


def _tally_item(tally: Tally) -> Item:
    return {
        "anchors": _anchors_item(tally.anchors),
        "cards": tally.cards,
        "entries": tally.entries,
        "differences": tally.differences,
        "codes": dict(tally.codes),
        "new": tally.new,
        "named": dict(tally.named),
    }


def _tally(item: dict[str, Any]) -> Tally:
    return Tally(**item | {"anchors": _anchors(item["anchors"])})


def _anchors_item(anchors: Anchors) -> list[Any]:
    places = zip((*anchors.instants, ""), anchors.steps, strict=True)
    return [[at, step.entries, step.digest] for at, step in places]


def _anchors(texts: list[Any]) -> Anchors:
    return Anchors(
        instants=tuple(at for at, _, _ in texts[:-1]),
        steps=[Anchor(entries=entries, total=int(text, 16)) for _, entries, text in texts],
    )
