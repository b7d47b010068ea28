"""Cards as an audit finds them: nothing that is stored is believed on the way."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from functions.records import AuditRun, LastAudit
from functions.store import keys
from functions.store.cards import next_modified
from functions.store.cursors import cursor_after
from functions.store.engine import Cancelled, Engine, Expect, Item, Update
from functions.store.items import Attributes, card_attributes, due_at_once, held_card
from functions.store.retrying import retrying
from functions.store.walking import partitions, whole_query
from loyalty.anchors import Anchors
from loyalty.audit import Story
from loyalty.card import Card
from loyalty.entry import CardId, instant, instant_text
from loyalty.figures import Anchor
from loyalty.record import Record

LEASE = timedelta(minutes=20)
"""How long a claim holds without a word: longer than a function may run."""
LOOKS = 5


class AuditStore:
    """Fulfils ``ports.Audits``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def stories(
        self, program: str, *, segment: int = 0, segments: int = 1, after: str | None = None
    ) -> Iterator[tuple[Story, str]]:
        """Partition by partition, each with the cursor behind it."""
        walked = partitions(
            self.engine,
            keys.cards_prefix(program),
            segment=segment,
            segments=segments,
            after=after,
        )
        for partition, items in walked:
            _, card = keys.card_of(partition)
            yield _story(program, card, items), cursor_after(items[-1])

    def story(self, program: str, card: CardId) -> Story:
        """Read until the card is the same before and after: then no scan came between."""
        key = keys.card(program, card)
        items: list[Item] = []
        for _ in range(LOOKS):
            before = retrying(lambda: self.engine.get(key))
            items = list(whole_query(self.engine, key.pk))
            if retrying(lambda: self.engine.get(key)) == before:
                break
        return _story(program, card, items)

    def freeze(self, story: Story, why: str) -> None:
        """Note the code on the card, if there is a card."""
        self._note(story, why)

    def thaw(self, story: Story) -> None:
        """Take the code off the card."""
        self._note(story, None)

    def _note(self, story: Story, why: str | None) -> None:
        as_read = Expect(present=True, equals={"frozen": story.frozen})
        update = Update(keys.card(story.program, story.card), set={"frozen": why}, expect=as_read)
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return  # gone, or noted by an earlier try of this very write

    def rebuild(self, story: Story, card: Card, now: datetime) -> bool:
        """Write what the entries make, if the card is still as it was found."""
        key = keys.card(story.program, story.card)
        found = retrying(lambda: self.engine.get(key))
        if found is None or story.stored is None or found.get("seq") != story.stored.seq:
            return False
        wallets = [name for name in str(found["wallets"]).split(",") if name]
        untold: Attributes = {f"done_{wallet}": -1 for wallet in wallets}
        mark = due_at_once(story.card, now) if wallets else {}
        modified = next_modified(instant(str(found["modified_at"])), now)
        anew = Update(
            key,
            set=card_attributes(card)
            | untold
            | mark
            | {"want": card.seq, "modified_at": instant_text(modified), "frozen": None},
            expect=Expect(equals={name: found.get(name) for name in ("seq", "head", "frozen")}),
        )
        try:
            retrying(lambda: self.engine.write(anew))
        except Cancelled:
            return False
        return True

    def begin(
        self, program: str, night: str, now: datetime, instants: Iterable[str]
    ) -> AuditRun | None:
        """Claim by a conditional write; an unfinished run of that night is gone on with."""
        found = retrying(lambda: self.engine.get(keys.audit(program))) or {}
        is_same = found.get("night") == night
        if is_same and ("finished_at" in found or instant_text(now) < str(found["held_until"])):
            return None
        claim = secrets.token_hex(8)
        run = AuditRun(night=night, claim=claim, anchors=Anchors.of(instants))
        if is_same:
            run = replace(_run(found), claim=claim)
        started: Attributes = {"claim": claim, "finished_at": None}
        return run if self._save(program, run, now + LEASE, started, found.get("claim")) else None

    def keep(self, program: str, run: AuditRun, now: datetime) -> bool:
        """Save it and hold the claim for longer."""
        return self._save(program, run, now + LEASE, {}, run.claim)

    def pause(self, program: str, run: AuditRun, now: datetime) -> None:
        """Save it and let go of the claim."""
        self._save(program, run, now, {}, run.claim)

    def finish(self, program: str, run: AuditRun, now: datetime) -> None:
        """Save it with its end; ``last_at`` and ``last_differences`` outlive the next start."""
        at = instant_text(now)
        over: Attributes = {
            "finished_at": at,
            "last_at": at,
            "last_differences": run.differences,
        }
        self._save(program, run, now, over, run.claim)

    def last(self, program: str) -> LastAudit | None:
        """From the state of the nightly audit."""
        found: dict[str, Any] | None = retrying(lambda: self.engine.get(keys.audit(program)))
        if not found or "last_at" not in found:
            return None
        return LastAudit(at=instant(found["last_at"]), differences=found["last_differences"])

    def _save(
        self, program: str, run: AuditRun, held_until: datetime, more: Attributes, claim: Any
    ) -> bool:
        state: Attributes = {
            "night": run.night,
            "held_until": instant_text(held_until),
            "cursor": run.cursor,
            "cards": run.cards,
            "entries": run.entries,
            "differences": run.differences,
            "differing": dict(run.differing),
            "anchors": _anchors_text(run.anchors),
        }
        update = Update(
            keys.audit(program), set=state | more, expect=Expect(equals={"claim": claim})
        )
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled as lost:
            found = lost.found[0]
            return isinstance(found, dict) and found.get("claim") == run.claim
        return True


def _story(program: str, card: CardId, items: Sequence[Item]) -> Story:
    head = next((item for item in items if item["sk"] == "A#CARD"), None)
    stored, unreadable = _stored(program, card, head) if head else (None, "")
    named = {"program": program, "card": card}
    frozen = head.get("frozen") if head else None
    return Story(
        program=program,
        card=card,
        stored=stored,
        unreadable=unreadable,
        records=[_record(named, item) for item in items if keys.is_entry(cast(str, item["sk"]))],
        frozen=str(frozen) if frozen else None,
    )


def _stored(program: str, card: CardId, head: Item) -> tuple[Card | None, str]:
    """The card of its item, or why that is none."""
    try:
        return held_card(program, card, head, None).card, ""
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        return None, f"{type(wrong).__name__}: {wrong}"


def _record(named: dict[str, str], item: Item) -> Record:
    """The record as ``docs/ledger.md`` has it; names that the item has beside its key are kept."""
    record: dict[str, Any] = {**named, "operation": cast(str, item["sk"])[2:], **item}
    del record["pk"], record["sk"]
    return record


def _run(found: dict[str, Any]) -> AuditRun:
    return AuditRun(
        night=found["night"],
        claim=found["claim"],
        anchors=_anchors(found["anchors"]),
        cursor=found.get("cursor"),
        cards=found["cards"],
        entries=found["entries"],
        differences=found["differences"],
        differing=found["differing"],
    )


def _anchors_text(anchors: Anchors) -> list[Any]:
    places = zip((*anchors.instants, ""), anchors.steps, strict=True)
    return [[instant, step.entries, step.digest] for instant, step in places]


def _anchors(texts: list[Any]) -> Anchors:
    return Anchors(
        instants=tuple(instant for instant, _, _ in texts[:-1]),
        steps=[Anchor(entries=entries, total=int(text, 16)) for _, entries, text in texts],
    )
