"""Published programs: every version is kept; what happened then is judged by the version of then.

Versions are few and change rarely, so a process remembers them for half a minute: a scan then
costs no read for its program. A program of which an import has brought a part only is not open.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from functions.store import keys
from functions.store.engine import Cancelled, Check, Engine, Expect, Item, Operation, Put
from functions.store.retrying import retrying
from functions.store.walking import whole_query
from loyalty.entry import instant, instant_text
from loyalty.errors import BadConfiguration, UnknownProgram
from loyalty.program import Program
from loyalty.program_change import check_change
from loyalty.program_file import parse

REMEMBERED_SECONDS = 30.0


class ProgramStore:
    """Fulfils ``ports.Programs``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._remembered: dict[str, tuple[float, Sequence[Program]]] = {}

    def current(self, program: str) -> Program:
        """The newest version."""
        return self._versions(program)[-1]

    def afresh(self, program: str) -> Program:
        """Forgets what it remembers."""
        self._remembered.pop(program, None)
        return self.current(program)

    def at(self, program: str, instant: datetime) -> Program:
        """The version in force at that instant; before the first one, the first one."""
        versions = self._versions(program)
        in_force = [version for version in versions if version.valid_from <= instant]
        return in_force[-1] if in_force else versions[0]

    def every(self) -> Sequence[Program]:
        """All programs of this deployment, by name of their id."""
        listed = list(whole_query(self.engine, keys.PROGRAMS))
        return [self.current(cast(str, item["sk"])) for item in listed]

    def draft(self, data: Mapping[str, Any], now: datetime) -> Program:
        """What publishing this would make: the next version, or the current one again.

        Raises ``BadConfiguration``, also where cards that are out would lose by the change, and
        where an import of the program was cut off.
        """
        first = parse(data, version=1, valid_from=now)
        versions = self._read(first.id)
        newest = self._newest(first.id)
        if newest and newest["data"] == _text(data):
            return versions[-1]
        if not versions:
            return first
        check_change(versions, first)
        return replace(first, version=versions[-1].version + 1).following(versions[-1])

    def publish(self, data: Mapping[str, Any], now: datetime) -> Program:
        """Write the next version; raises as ``draft`` does, and then nothing is written."""
        program = self.draft(data, now)
        self._remembered.pop(program.id, None)
        key = keys.program_version(program.id, program.version)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "version": program.version,
            "valid_from": instant_text(program.valid_from),
            "data": _text(data),
        }
        listed = keys.program_listed(program.id)
        writes: list[Operation] = [
            Put(item, Expect(absent=True)),
            Put({"pk": listed.pk, "sk": listed.sk}),
            Check(keys.importing(program.id), Expect(absent=True)),
        ]
        try:
            retrying(lambda: self.engine.transact(writes))
        except Cancelled as refused:
            if not _is_same(refused.found[0], item):
                return self.publish(data, now)  # someone published or imported since the read
        return program

    def _versions(self, program: str) -> Sequence[Program]:
        until, versions = self._remembered.get(program, (0.0, ()))
        if time.monotonic() >= until:
            versions = self._read(program)
            if not versions:
                raise UnknownProgram(program=program[:60])
            self._remembered[program] = (time.monotonic() + REMEMBERED_SECONDS, versions)
        return versions

    def _read(self, program: str) -> list[Program]:
        items = whole_query(
            self.engine,
            keys.program(program),
            low=keys.VERSIONS_LOW,
            high=keys.VERSIONS_HIGH,
        )
        versions: list[Program] = []
        for item in items:
            if item["sk"] == keys.importing(program).sk:
                raise _cut_off(program)
            read = _program(item)
            versions.append(read.following(versions[-1]) if versions else read)
        return versions

    def _newest(self, program: str) -> Item | None:
        page = retrying(
            lambda: self.engine.query(
                keys.program(program),
                low=keys.VERSIONS_LOW,
                high=keys.VERSIONS_HIGH,
                backwards=True,
                limit=1,
            )
        )
        return page.items[0] if page.items else None


def _program(item: Item) -> Program:
    return parse(
        json.loads(cast(str, item["data"])),
        version=cast(int, item["version"]),
        valid_from=instant(cast(str, item["valid_from"])),
    )


def _cut_off(program: str) -> BadConfiguration:
    wrong = {
        "path": program,
        "reason": "its import was cut off, and a part of it is here",
        "hint": "give `poincon import FOLDER` again: it goes on",
    }
    return BadConfiguration(errors=[wrong])


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _is_same(found: object, item: Item) -> bool:
    return isinstance(found, dict) and found["data"] == item["data"]
