"""What one transaction takes of the history that is brought in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from functions.ports.imports import Part
from functions.records import HeldCard
from loyalty.card import Card
from loyalty.entry import Entry

MOST_OPERATIONS = 100
MOST_BYTES = 3_000_000
MOST_ENTRIES = 90
"""Of one card in one transaction: beside the card itself and its pointers."""


def fit(parts: Sequence[Part]) -> bool:
    """Whether one transaction takes all of them."""
    operations = sum(part.operations for part in parts)
    return operations <= MOST_OPERATIONS and sum(part.bytes for part in parts) <= MOST_BYTES


def parts_of(held: HeldCard, steps: Sequence[tuple[Entry, Card]], *, is_new: bool) -> list[Part]:
    """Entries, each with the card after it, in pieces that each fit a transaction."""
    parts: list[Part] = []
    before, left = (None if is_new else held), iter(steps)
    while some := list(islice(left, MOST_ENTRIES)):
        entries, card = [entry for entry, _ in some], some[-1][1]
        after = replace(before or held, card=card, want=card.seq)
        if before:
            moved = max(entries[-1].recorded_at, before.modified_at + timedelta(seconds=1))
            after = replace(after, modified_at=moved.replace(microsecond=0))
        parts.append(Part(before=before, held=after, entries=entries))
        before = after
    return parts
