"""Cards as an audit finds them: nothing that is stored is believed on the way."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from functions.failures import Damaged
from functions.records import AuditRun, LastAudit
from functions.store import keys
from functions.store.audit_items import found_item, found_of, run_attributes, run_of
from functions.store.cards import next_modified
from functions.store.claims import LEASE
from functions.store.cursors import cursor_after
from functions.store.engine import Cancelled, Engine, Expect, Item, Put, Update
from functions.store.items import Attributes, card_attributes, due_at_once, held_card, untold
from functions.store.retrying import retrying
from functions.store.walking import partitions, whole_query
from loyalty.audit import Story
from loyalty.card import Card
from loyalty.entry import CardId, instant, instant_text
from loyalty.record import Record

LOOKS = 5


class AuditStore:
    """Fulfils ``ports.Audits``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def stories(self, program: str, *, segment: int = 0, segments: int = 1) -> Iterator[Story]:
        """Partition by partition."""
        prefix = keys.cards_prefix(program)
        for partition, items in partitions(self.engine, prefix, segment=segment, segments=segments):
            yield _story(program, keys.card_of(partition)[1], items)

    def walk(self, after: str | None) -> Iterator[tuple[Story | None, str]]:
        """Partition by partition, one at a time in memory, each with the cursor behind it."""
        for partition, items in partitions(self.engine, "", after=after):
            story = _story(*keys.card_of(partition), items) if keys.is_card(partition) else None
            yield story, cursor_after(items[-1])

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
        mark = due_at_once(story.card, now) if wallets else {}
        as_read = {name: found.get(name) for name in ("seq", "head", "frozen", "wallets")}
        modified = next_modified(instant(str(found["modified_at"])), now)
        anew = Update(
            key,
            set=card_attributes(card)
            | untold(wallets)
            | mark
            | {"want": card.seq, "modified_at": instant_text(modified), "frozen": None},
            expect=Expect(equals=as_read),
        )
        try:
            retrying(lambda: self.engine.write(anew))
        except Cancelled:
            return False
        return True

    def begin(self, night: str, now: datetime) -> AuditRun | None:
        """Claim by a conditional write; a run that was left is gone on with, whatever its night."""
        found = retrying(lambda: self.engine.get(keys.audit_run())) or {}
        is_done = "finished_at" in found
        if is_done and str(found["night"]) >= night:
            return None
        if not is_done and found and instant_text(now) < str(found["held_until"]):
            return None
        run = AuditRun(night=night, claim="") if is_done or not found else run_of(found)
        run.claim = secrets.token_hex(8)
        mine: Attributes = {"claim": run.claim, "finished_at": None}
        return run if self._save(run, now + LEASE, mine, found.get("claim")) else None

    def keep(self, run: AuditRun, now: datetime) -> bool:
        """Save it and hold the claim for longer."""
        return self._save(run, now + LEASE, {}, run.claim)

    def pause(self, run: AuditRun, now: datetime) -> None:
        """Save it and let go of the claim."""
        self._save(run, now, {}, run.claim)

    def finish(self, run: AuditRun, now: datetime) -> None:
        """Save it with its end."""
        self._save(run, now, {"finished_at": instant_text(now)}, run.claim)

    def note(self, program: str, found: LastAudit) -> None:
        """In the program's own partition: its owner's page reads it there."""
        retrying(lambda: self.engine.write(Put(found_item(program, found))))

    def last(self, program: str) -> LastAudit | None:
        """From there; ``None`` before the first."""
        item = retrying(lambda: self.engine.get(keys.audit(program)))
        return found_of(item) if item and "at" in item else None

    def _save(self, run: AuditRun, held_until: datetime, more: Attributes, claim: Any) -> bool:
        state = run_attributes(run) | {"held_until": instant_text(held_until)} | more
        update = Update(keys.audit_run(), set=state, expect=Expect(equals={"claim": claim}))
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
    except Damaged as damaged:
        return None, damaged.reason


def _record(named: dict[str, str], item: Item) -> Record:
    """The record as ``docs/ledger.md`` has it; names that the item has beside its key are kept."""
    record: dict[str, Any] = {**named, "operation": cast(str, item["sk"])[2:], **item}
    del record["pk"], record["sk"]
    return record
