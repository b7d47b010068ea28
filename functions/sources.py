"""Where a setting's value comes from: the variable, a file that it names, or Parameter Store."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from functions.later import later

FILE, PARAMETER = "_FILE", "_PARAMETER"
"""Behind a setting's name: where its value is kept instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Why a parameter could not be read, and what to do about it."""

    reason: str
    hint: str


Found: TypeAlias = Mapping[str, str | Unread]
Fetch: TypeAlias = Callable[[Collection[str]], Found]
"""Asks Parameter Store for these names, all at once."""


def aws() -> Fetch:
    """Asks Parameter Store itself, by one client that is made at the first question."""

    def store() -> Fetch:
        from functions.parameters import ParameterStore  # noqa: PLC0415 boto3 takes a while

        return ParameterStore().fetch

    return later(store)


def kept(environment: Mapping[str, str], fetch: Fetch) -> Found:
    """What Parameter Store has, by the parameter's name; it is asked only where one is named."""
    names = {
        value
        for name, value in environment.items()
        if name.startswith("POINCON_") and name.endswith(PARAMETER) and value
    }
    return fetch(names) if names else {}


class Reader:
    """Reads settings by name, and gathers what is wrong with them in ``errors``."""

    def __init__(
        self, environment: Mapping[str, str], kept: Found, errors: list[dict[str, str]]
    ) -> None:
        self._environment = environment
        self._kept = kept
        self.errors = errors

    def data(self, name: str) -> bytes:
        """The value from wherever it is kept; empty when there is none."""
        source, named = self._source(name)
        if source.endswith(FILE):
            return self._file(source, named)
        if source.endswith(PARAMETER):
            return self._parameter(source, named)
        return named.strip().encode(errors="surrogateescape")

    def optional(self, name: str) -> str:
        """The same as text."""
        try:
            return self.data(name).decode().strip()
        except UnicodeDecodeError:
            self.refuse(self._source(name)[0], "cannot be read: it is not text", "text in UTF-8")
            return ""

    def required(self, name: str, hint: str) -> str:
        """The same, and an error where it is empty."""
        value = self.optional(name)
        if not value:
            self.missing(name, hint)
        return value

    def shown(self, name: str, value: str) -> str:
        """The value as an error may repeat it: one from elsewhere may be a secret, by mistake."""
        source = self._source(name)[0]
        return repr(value) if source == name else f"what {source} names"

    def missing(self, name: str, hint: str) -> None:
        """It has no value."""
        self.wrong(name, [{"path": name, "reason": "is missing", "hint": hint}])

    def wrong(self, name: str, errors: Sequence[dict[str, str]]) -> None:
        """These are its errors, unless it could not even be read, which says enough."""
        source = self._source(name)[0]
        if source not in {error["path"] for error in self.errors}:
            self.errors.extend(errors)

    def refuse(self, path: str, reason: str, hint: str) -> None:
        """This is wrong with it, and that would be right."""
        self.errors.append({"path": path, "reason": reason, "hint": hint})

    def _source(self, name: str) -> tuple[str, str]:
        """The variable that says it, and what it says: a file comes first, then a parameter."""
        for source in (f"{name}{FILE}", f"{name}{PARAMETER}"):
            if named := self._environment.get(source, ""):
                return source, named
        return name, self._environment.get(name, "")

    def _file(self, source: str, named: str) -> bytes:
        try:
            return Path(named).read_bytes()
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
            self.refuse(source, reason, "name a file that is there and may be read")
            return b""

    def _parameter(self, source: str, named: str) -> bytes:
        found = self._kept[named]
        if isinstance(found, Unread):
            self.refuse(source, found.reason, found.hint)
            return b""
        return found.strip().encode()
