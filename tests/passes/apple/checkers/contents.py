"""What a phone does not forgive and no library looks for: each takes a pass's members.

They know nothing of how a pass is built, and share no code with what builds it.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Members = Mapping[str, bytes]

_UNHASHED = {"manifest.json", "signature"}
_DATES = ("expirationDate", "relevantDate")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)")
_QUOTED = r'"((?:[^"\\\n]|\\.)*)"'
_STRING = re.compile(rf"\s*{_QUOTED}\s*=\s*{_QUOTED}\s*;\s*")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def hashes(members: Members) -> list[str]:
    """The manifest has the SHA-1 of every other member, and of nothing else."""
    manifest = json.loads(members["manifest.json"])
    hashed = {name: data for name, data in members.items() if name not in _UNHASHED}
    wrong = [f"{name} is not there" for name in manifest.keys() - hashed.keys()]
    wrong += [f"{name} is not in the manifest" for name in hashed.keys() - manifest.keys()]
    for name in manifest.keys() & hashed.keys():
        if manifest[name] != hashlib.sha1(hashed[name]).hexdigest():
            wrong.append(f"{name} is not what was hashed")
    return sorted(wrong)


def keys(members: Members) -> list[str]:
    """No field key twice on one pass, in whichever group."""
    used = Counter(field.get("key") for field in _fields(_document(members)))
    return sorted(f"{key} is {times} fields' key" for key, times in used.items() if times > 1)


def dates(members: Members) -> list[str]:
    """A date has its ``T`` and its zone; without it a phone refuses the pass."""
    found = {key: value for key, value in _document(members).items() if key in _DATES}
    return [f"{key} is {value}" for key, value in found.items() if not _DATE.fullmatch(str(value))]


def strings(members: Members) -> list[str]:
    """Every language's ``pass.strings`` can be read, and says something for texts of this pass.

    ``%@`` stays where a new value goes; what no file speaks of is shown as it stands.
    """
    files = {name: data for name, data in members.items() if name.endswith(".lproj/pass.strings")}
    texts, wrong, tables = set(_texts(_document(members))), [], {}
    for name, data in sorted(files.items()):
        try:
            tables[name] = dict(read(data))
        except ValueError as error:
            wrong.append(f"{name}: {error}")
    for name, table in tables.items():
        wrong += [f"{name}: nothing says {text!r}" for text in sorted(table.keys() - texts)]
        odd = (text for text, said in table.items() if text.count("%@") != said.count("%@"))
        wrong += [f"{name}: {text!r} loses or gains a %@" for text in odd]
    return wrong + [f"{name}: says nothing" for name, table in tables.items() if not table]


def read(data: bytes) -> Iterator[tuple[str, str]]:
    """Texts and what is said for them, in order; ``ValueError`` where a phone would give up."""
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError("no UTF-16 with its byte order mark")
    text, place, seen = data.decode("utf-16"), 0, set[str]()
    while place < len(text):
        found = _STRING.match(text, place)
        if not found:
            raise ValueError(f"cannot be read from {text[place : place + 30]!r}")
        key, said = (_unescaped(part) for part in found.groups())
        if key in seen:
            raise ValueError(f"{key!r} stands there twice")
        seen.add(key)
        yield key, said
        place = found.end()


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)


def _document(members: Members) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(members["pass.json"])
    return document


def _fields(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for group in document["storeCard"].values():
        yield from group


def _texts(value: object) -> Iterator[str]:
    """Every text of the document, wherever it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
