"""Notices for the owner: one item each, under when it happened and the operation's id.

Of a gift that was refused, of a replacement (that one is written in its own transaction) or of a
wrong PIN.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from functions.records import Notice
from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Put
from functions.store.retrying import retrying
from functions.store.tallies import of_till
from functions.store.walking import whole_query
from loyalty.entry import CardId, OperationId, instant, instant_text
from loyalty.scan import QUEUED
from loyalty.signals.notices import noted_at

KEPT = timedelta(days=400)


class NoticeStore:
    """Fulfils ``ports.Notices``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def note(
        self,
        program: str,
        operation: OperationId,
        notice: Notice,
        now: datetime,
        *,
        scans_per_hour: int,
    ) -> None:
        """A repeat that is dated some milliseconds otherwise has another key: ``since`` knows."""
        noted = replace(notice, recorded_at=now)
        put = Put(notice_item(program, operation, noted), Expect(absent=True))
        is_late = now - notice.at >= QUEUED
        tally = of_till(program, notice.till, now, scans_per_hour, late=is_late)
        while True:
            try:
                retrying(partial(self.engine.transact, [put, tally.update]))
                return
            except Cancelled as refused:
                known, counted = refused.found
                if known is not False:
                    return
                tally = tally.anew(cast("Item | None", counted))

    def tell(self, program: str, operation: OperationId, notice: Notice) -> None:
        """Once: the same operation at the same instant is the same item."""
        retrying(partial(self.engine.write, Put(notice_item(program, operation, notice))))

    def since(self, program: str, begin: datetime) -> Sequence[Notice]:
        """The first gift, and the replacement, of each operation: neither hides the other."""
        first: dict[tuple[str, bool], Notice] = {}
        partition = keys.notices(program)
        for item in whole_query(self.engine, partition, low=instant_text(begin)):
            at, _, operation = cast(str, item["sk"]).partition("#")
            one = _notice(item, instant(at), OperationId(operation))
            which = operation, "reward" in item
            first[which] = min(first.get(which, one), one, key=noted_at)
        return [*first.values()]


def notice_item(program: str, operation: OperationId, notice: Notice) -> Item:
    """The notice under its key."""
    key = keys.notice(program, instant_text(notice.at), operation)
    known: Item = {"reward": notice.reward} if notice.reward is not None else {}
    known |= {"staff": notice.staff} if notice.staff else {}
    known |= {"recorded_at": instant_text(notice.recorded_at)} if notice.recorded_at else {}
    return {
        "pk": key.pk,
        "sk": key.sk,
        "code": notice.code,
        "card": notice.card,
        "till": notice.till,
        "shop": notice.shop,
        **known,
        "ttl": int((notice.at + KEPT).timestamp()),
    }


def _notice(item: Item, at: datetime, operation: OperationId) -> Notice:
    return Notice(
        at=at,
        code=cast(str, item["code"]),
        card=CardId(cast(str, item["card"])),
        till=cast(str, item["till"]),
        shop=cast(str, item["shop"]),
        reward=cast("str | None", item.get("reward")),
        staff=cast("str | None", item.get("staff")),
        operation=operation,
        recorded_at=instant(cast(str, item["recorded_at"])) if "recorded_at" in item else None,
    )
