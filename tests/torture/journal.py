"""What a scanner asked and was told, one line of JSON each, written before anything is sent."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class Journal:
    """One scanner's journal; its threads share it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._one = threading.Lock()

    def note(self, what: str, **facts: Any) -> None:
        """One line, with the system before this returns."""
        with self._one:
            self._file.write(json.dumps({"what": what, **facts}) + "\n")
            self._file.flush()

    def close(self) -> None:
        """No more lines."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Given:
    """A last answer: between when its try was sent and when it came, something was decided."""

    status: int
    said: Any
    began: float
    came: float


@dataclass(slots=True)
class Asked:
    """An operation, and every last answer that somebody got to it."""

    path: str
    code: str
    body: dict[str, Any]
    answers: list[Given] = field(default_factory=list)

    @property
    def accepted(self) -> list[Given]:
        """The answers that say it was written, now or before."""
        return [answer for answer in self.answers if answer.status in (200, 201)]

    @property
    def recovered(self) -> bool:
        """Whether a try whose own answer never came has done it."""
        return bool(self.accepted) and all(answer.status == 200 for answer in self.accepted)

    @property
    def taken_back(self) -> bool:
        """Whether it was refused to a try that was sent after it had been accepted.

        Of two tries at once, one may be refused and the other find a card that allows it.
        """
        since = min((answer.came for answer in self.accepted), default=float("inf"))
        return any(one.status >= 400 and one.began > since for one in self.answers)


@dataclass(slots=True)
class Told:
    """All journals together."""

    operations: dict[str, Asked] = field(default_factory=dict)
    joins: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, str] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)


def read(paths: Iterable[Path]) -> Told:
    """What all scanners asked and were told."""
    told = Told()
    for line in _lines(paths):
        match line:
            case {"what": "asked", "operation": operation, **facts}:
                told.operations[operation] = Asked(facts["path"], facts["code"], facts["body"])
            case {"what": "answered", "operation": operation, **facts}:
                given = Given(facts["status"], facts["said"], facts["began"], facts["came"])
                told.operations[operation].answers.append(given)
            case {"what": "joining", "key": key, "name": name}:
                told.names[key] = name
            case {"what": "joined", "key": key, "url": url}:
                told.joins[key].append(url)
            case {"what": "surprise", "said": said}:
                told.surprises.append(str(said))
    return told


def _lines(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
