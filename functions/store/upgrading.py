"""From one version of the item design to the next, while tills scan.

The store says its version in an item of its own. Each step looks at every partition and says what
is missing there, in transactions that expect what they were decided on: what changes meanwhile is
left to whoever changed it, who writes the present design. So a step may be cut off and run again,
and only once it has seen everything does the store say the next version.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from functions.store import keys, names
from functions.store.engine import (
    Cancelled,
    Check,
    Engine,
    Expect,
    Item,
    Operation,
    Put,
    item_key,
)
from functions.store.retrying import retrying
from functions.store.walking import partitions, whole_query
from loyalty.errors import BadConfiguration

Step: TypeAlias = Callable[[Engine, str, Sequence[Item]], Iterator[list[Operation]]]
"""What a partition needs, a transaction at a time; nothing where it is as it should be."""


def first_names(engine: Engine, partition: str, items: Sequence[Item]) -> Iterator[list[Operation]]:
    """To design 2: members are found by their first name. One forgotten meanwhile stays so."""
    member = next((item for item in items if item["sk"] == "A#MEMBER"), None)
    if member is None or not keys.is_card(partition):
        return
    told = ("first_name", "birthday_day", "birthday_month", "phone_last4")
    as_read = Expect(present=True, equals={name: member.get(name) for name in told})
    for named in names.pointers(*keys.card_of(partition), member):
        if not retrying(partial(engine.get, item_key(named))):
            yield [Put(named, Expect(absent=True)), Check(item_key(member), as_read)]


STEPS: tuple[Step, ...] = (first_names,)
"""The first leads from design 1 to 2, the next from 2 to 3: they are only ever added to."""


class DesignStore:
    """Fulfils ``ports.Design``."""

    def __init__(self, engine: Engine, steps: Sequence[Step] = STEPS) -> None:
        self.engine = engine
        self._steps = steps

    @property
    def present(self) -> int:
        """One more than there are steps."""
        return 1 + len(self._steps)

    def version(self) -> int:
        """One read."""
        item = retrying(lambda: self.engine.get(keys.design()))
        version = item.get("version") if item else 1
        if not isinstance(version, int) or version < 1:
            raise _refused(f"says that its item design is {version!r}", _RESTORE)
        if version > self.present:
            reason = f"is of item design {version}, and this Poinçon knows {self.present}"
            raise _refused(reason, "run the Poinçon that upgraded it, or a newer one")
        return version

    def begin(self) -> int:
        """Whatever was brought in, and not listed yet, is of the present design too."""
        version = self.version()
        if version < self.present and not any(whole_query(self.engine, keys.PROGRAMS)):
            self._say(self.present)
            return self.version()
        return version

    def upgrade(self, *, dry: bool, step: Callable[[int], None]) -> int:
        """Step by step; a dry run looks at each on the store as it is."""
        count = 0
        for version in range(self.version(), self.present):
            for writes in self._needed(self._steps[version - 1], step):
                count += _items(writes) if dry or self._write(writes) else 0
            if not dry:
                self._say(version + 1)
        return count

    def _needed(self, needs: Step, step: Callable[[int], None]) -> Iterator[list[Operation]]:
        for partition, items in partitions(self.engine, ""):
            yield from needs(self.engine, partition, items)
            step(1 if keys.is_card(partition) else 0)

    def _write(self, writes: list[Operation]) -> bool:
        """Whether it was written, by this try or by one whose answer was lost."""
        try:
            retrying(lambda: self.engine.transact(writes))
        except Cancelled as refused:
            pairs = zip(writes, refused.found, strict=True)
            return any(isinstance(op, Put) and found == op.item for op, found in pairs)
        return True

    def _say(self, version: int) -> None:
        """Never an older one than it says already."""
        key = keys.design()
        expect = Expect(below={"version": version}) if self._is_said() else Expect(absent=True)
        try:
            item: Item = {"pk": key.pk, "sk": key.sk, "version": version}
            retrying(lambda: self.engine.write(Put(item, expect)))
        except Cancelled:
            return  # another one has come as far meanwhile

    def _is_said(self) -> bool:
        return retrying(lambda: self.engine.get(keys.design())) is not None


_RESTORE = "restore a backup (docs/operating.md)"


def _items(writes: Sequence[Operation]) -> int:
    return sum(not isinstance(operation, Check) for operation in writes)


def _refused(reason: str, hint: str) -> BadConfiguration:
    return BadConfiguration(errors=[{"path": "the store", "reason": reason, "hint": hint}])
