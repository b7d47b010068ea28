"""A lost card's next generation: four items at once, and none of them is an entry.

The card, if it is as it was read (a stamp meanwhile is not lost: the card is read again); the new
short code's pointer, if nobody has that code; the notice for the owner; the till, counted as a scan
is. The old short code's pointer stays with its own generation, so that whoever types it is told why
it is void.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import cast

from functions.failures import ShortCodeTaken
from functions.records import HeldCard, Notice
from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Operation, Put, Update
from functions.store.items import due_at_once, replaced_attributes, untold, wallets_text
from functions.store.notices import notice_item
from functions.store.retrying import retrying
from functions.store.tallies import Tally
from loyalty.entry import OperationId, instant_text
from loyalty.errors import CardChanged


def replace_card(
    engine: Engine, before: HeldCard, after: HeldCard, notice: Notice, tallies: Sequence[Tally]
) -> None:
    """Write it at that time, or say why not: ``ports.Cards.replace`` has the list.

    Sent twice, after an answer that was lost, it finds a card that has moved on: by itself.
    """
    operation = cast(OperationId, after.replaced_by)
    noted = Put(notice_item(after.card.program, operation, notice))
    written: list[Operation] = [_card(before, after, notice.at), _pointer(after), noted]
    while True:
        operations = [*written, *(tally.update for tally in tallies)]
        try:
            retrying(partial(engine.transact, operations))
            return
        except Cancelled as refused:
            stands, taken, _, *counted = refused.found
            if stands is not False:
                raise CardChanged() from None
            if taken is not False:
                raise ShortCodeTaken() from None
            tallies = [
                tally if one is False else tally.anew(cast("Item | None", one))
                for tally, one in zip(tallies, counted, strict=True)
            ]


def _card(before: HeldCard, after: HeldCard, at: datetime) -> Update:
    changed = replaced_attributes(after)
    if before.wallets:
        changed |= untold(before.wallets) | due_at_once(after.card.id, at)
    as_read = {
        "modified_at": instant_text(before.modified_at),
        "wallets": wallets_text(before.wallets),
        "generation": before.generation or None,
    }
    key = keys.card(after.card.program, after.card.id)
    return Update(key, set=changed, expect=Expect(equals=as_read))


def _pointer(after: HeldCard) -> Put:
    key = keys.short_code(after.card.program, after.short_code)
    item: Item = {"pk": key.pk, "sk": key.sk}
    item |= {"card": after.card.id, "generation": after.generation}
    return Put(item, Expect(absent=True))
