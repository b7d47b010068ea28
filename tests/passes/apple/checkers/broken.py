"""Ways to spoil a good pass: changed after it was signed, or signed as it should not be."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from passes.apple.identity import Identity
from passes.apple.signature import sign

Members = dict[str, bytes]
Document = dict[str, Any]


def zipped(members: Members) -> bytes:
    """The bundle of these members, by a zip program of its own."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tampered(members: Members, name: str, found: bytes, put: bytes) -> bytes:
    """Some bytes of one member are others, and nobody has signed that."""
    assert found in members[name]
    return zipped({**members, name: members[name].replace(found, put)})


def resigned(members: Members, identity: Identity) -> bytes:
    """These members under a manifest and a signature of their own: all hashes are right."""
    own = {name: data for name, data in members.items() if name not in _SIGNED}
    manifest = {name: hashlib.sha1(data).hexdigest() for name, data in own.items()}
    text = json.dumps(manifest).encode()
    return zipped({**own, "manifest.json": text, "signature": sign(text, identity)})


def without(members: Members, name: str, identity: Identity) -> bytes:
    """That member was never there."""
    return resigned({one: data for one, data in members.items() if one != name}, identity)


def remade(members: Members, identity: Identity, change: Callable[[Document], object]) -> bytes:
    """Made with another document, and properly signed."""
    document = json.loads(members["pass.json"])
    change(document)
    return resigned({**members, "pass.json": json.dumps(document).encode()}, identity)


_SIGNED = {"manifest.json", "signature"}
