"""Notices for the owner: one item each, under when it happened and the operation's id.

Of a gift that was refused or of a replacement: that one is written in its own transaction.
"""

from collections.abc import Sequence
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
        put = Put(notice_item(program, operation, notice), Expect(absent=True))
        tally = of_till(program, notice.till, now, scans_per_hour)
        while True:
            try:
                retrying(partial(self.engine.transact, [put, tally.update]))
                return
            except Cancelled as refused:
                known, counted = refused.found
                if known is not False:
                    return
                tally = tally.anew(cast("Item | None", counted))

    def since(self, program: str, begin: datetime) -> Sequence[Notice]:
        """The first gift, and the replacement, of each operation: neither hides the other."""
        first: dict[tuple[str, bool], Notice] = {}
        partition = keys.notices(program)
        for item in whole_query(self.engine, partition, low=instant_text(begin)):
            at, _, operation = cast(str, item["sk"]).partition("#")
            first.setdefault(
                (operation, "reward" in item), _notice(item, instant(at), OperationId(operation))
            )
        return [*first.values()]


def notice_item(program: str, operation: OperationId, notice: Notice) -> Item:
    """The notice under its key."""
    key = keys.notice(program, instant_text(notice.at), operation)
    known: Item = {"reward": notice.reward} if notice.reward is not None else {}
    known |= {"staff": notice.staff} if notice.staff else {}
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
    )
