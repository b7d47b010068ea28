"""One scanner: a process of its own that uses a till's phone until it is told to stop.

``python -m tests.torture.scanner FOLDER NUMBER``, started by ``run``. It imports no rule and no
store: all it knows of a card is what it was told over HTTP.
"""

import json
import random
import re
import secrets
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.torture.board import Board
from tests.torture.journal import Journal
from tests.torture.phone import (
    Answer,
    Phone,
    ShutOut,
    Wire,
    insist,
    instant_now,
    instant_text,
    join,
)

_SHORT_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
HOT_SECONDS = 3
LATE_SECONDS = 6 * 24 * 3600


@dataclass(slots=True)
class Card:
    """What this phone knows of a card: its code, its own latest operation, a reward that waits."""

    code: str
    latest: str = ""
    ready: bool = False


class Scanner:
    """Stamps, gives, takes back, sends twice on purpose, and lets customers join."""

    def __init__(self, folder: Path, number: int) -> None:
        setup = json.loads((folder / f"scanner-{number}.json").read_text())
        self._number = number
        self._program = setup["program"]
        self._board = Board(folder / "board", setup["scanners"])
        self._journal = Journal(folder / f"journal-{number}.jsonl")
        self._counting = threading.Lock()
        self._wire, self._second = (Wire(setup["port"], self._on_the_way) for _ in range(2))
        self._phone = Phone(setup["tokens"], self._surprised)
        self._shared = [Card(code) for code in setup["shared"]]
        self._own: list[Card] = []
        self._chance = random.Random(setup["seed"])
        self._rest = float(setup["rest"])

    def run(self) -> None:
        """Until told to stop; a phone that is shut out says so and stops."""
        try:
            while not self._board.closing:
                if not self._own or self._is(0.05):
                    self._join()
                if self._is(0.04):
                    self._phone.grow_old()
                self._operate(self._card())
                time.sleep(self._rest)
        except ShutOut as refused:
            self._journal.note("surprise", said=f"a phone was shut out: {refused}")

    def _card(self) -> Card:
        """One of its own, or a shared one: often the one that everybody has just now."""
        if self._is(0.5):
            return self._chance.choice(self._own)
        hot = int(time.time() / HOT_SECONDS) % len(self._shared)
        return self._shared[hot] if self._is(0.6) else self._chance.choice(self._shared)

    def _operate(self, card: Card) -> None:
        what, asked = self._choose(card)
        operation, body = (
            secrets.token_hex(16),
            {"code": card.code, "made_at": self._made(), **asked},
        )
        self._journal.note("asked", operation=operation, path=what, code=card.code, body=body)
        if self._is(0.08):
            answer = self._twice(what, operation, body)
        else:
            answer = self._once(self._wire, what, operation, body)
        self._learn(card, operation, answer)
        if answer.status < 300:
            self._afterwards(what, operation, body)
        self._board.settle(self._number)

    def _choose(self, card: Card) -> tuple[str, dict[str, Any]]:
        if card.ready and self._is(0.7):
            return "redemptions", {"reward": "coffee"}
        if card.latest and self._is(0.12):
            return "reversals", {"operation": card.latest}
        if card.latest and self._is(0.05):
            return "refunds", {"operation": card.latest}
        return "earns", {"units": self._chance.randint(1, 3), "over_ready": self._is(0.5)}

    def _made(self) -> str:
        """Mostly now; some scans have waited in the phone, for days even."""
        if self._is(0.7):
            return instant_now()
        waited = timedelta(seconds=self._chance.uniform(0, LATE_SECONDS))
        return instant_text(datetime.now(UTC) - waited)

    def _once(self, wire: Wire, what: str, operation: str, body: dict[str, Any]) -> Answer:
        answer = self._phone.write(wire, what, operation, body)
        self._journal.note(
            "answered",
            operation=operation,
            status=answer.status,
            said=answer.said,
            began=answer.began,
            came=time.monotonic(),
        )
        return answer

    def _twice(self, what: str, operation: str, body: dict[str, Any]) -> Answer:
        """The same at the same time over two connections, as of an impatient finger."""
        twin = threading.Thread(target=self._once, args=(self._second, what, operation, body))
        twin.start()
        answer = self._once(self._wire, what, operation, body)
        twin.join()
        return answer

    def _afterwards(self, what: str, operation: str, body: dict[str, Any]) -> None:
        """Long after its answer: the same again, and the same id for something else."""
        if self._is(0.05):
            self._once(self._wire, what, operation, body)
        if self._is(0.05):
            other = {**body, "made_at": instant_text(datetime.now(UTC) - timedelta(days=1))}
            answer = self._phone.write(self._wire, what, operation, other)
            if (answer.status, answer.said.get("code")) != (422, "key-reused"):
                self._surprised(answer)

    def _learn(self, card: Card, operation: str, answer: Answer) -> None:
        if answer.status < 300:
            card.latest = operation
            card.ready = bool(answer.said["card"]["ready"])
        else:
            card.latest = ""
            card.ready = answer.said.get("code") == "reward-ready"

    def _join(self) -> None:
        key, name = secrets.token_hex(16), f"Ada {self._chance.randrange(10**6)}"
        self._journal.note("joining", key=key, name=name)
        for _ in range(2 if self._is(0.3) else 1):
            answer = join(self._wire, self._program, key, name)
            self._journal.note("joined", key=key, url=answer.said["card_url"])
        page = insist(lambda: self._wire.send("GET", answer.said["card_url"]))
        shown = _SHORT_CODE.findall(page.said)[0]
        self._own.append(Card(shown.replace("-", "")))

    def _is(self, likely: float) -> bool:
        return self._chance.random() < likely

    def _on_the_way(self, change: int) -> None:
        with self._counting:
            self._board.on_the_way(self._number, change)

    def _surprised(self, answer: Answer) -> None:
        self._journal.note("surprise", said=f"{answer.status} {answer.said}")


if __name__ == "__main__":
    Scanner(Path(sys.argv[1]), int(sys.argv[2])).run()
