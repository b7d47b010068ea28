"""The ``.pkpass``: a zip of pass, pictures, manifest and signature, made in memory.

One RSA signature is what a pass must cost. Everything that does not change from card to card
is therefore made once: of the pictures their hashes, their bytes with zip headers in front,
and their lines in the zip's directory. Nothing is compressed: PNG files are, already.

Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3).
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from struct import Struct
from types import MappingProxyType
from typing import Any, Self

from passes.apple.identity import Identity
from passes.apple.signature import sign

MEDIA_TYPE = "application/vnd.apple.pkpass"
NO_STRINGS: Mapping[str, bytes] = MappingProxyType({})

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SHA1 = hashlib.sha1(usedforsecurity=False)
"""A copy of it is made in less time than another one."""

_LOCAL = Struct("<4s5H3L2H")
_CENTRAL = Struct("<4s6H3L5H2L")
_END = Struct("<4s4H2LH")
_VERSION, _UNIX, _STORED = 10, 3 << 8 | 10, 0
_MIDNIGHT, _NEW_YEAR_1980 = 0, 1 << 5 | 1
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class _Members:
    """A zip without its end: the files, their directory lines, and how many they are."""

    files: bytes = b""
    directory: bytes = b""
    count: int = 0

    def plus(self, members: Iterable[tuple[str, bytes]]) -> "_Members":
        files, directory, count = [self.files], [self.directory], self.count
        offset = len(self.files)
        for name, data in members:
            local, central = _headers(name.encode(), data, offset)
            files += (local, data)
            directory.append(central)
            offset += len(local) + len(data)
            count += 1
        return _Members(b"".join(files), b"".join(directory), count)

    def closed(self) -> bytes:
        sizes = (self.count, self.count, len(self.directory), len(self.files))
        return self.files + self.directory + _END.pack(b"PK\5\6", 0, 0, *sizes, 0)


@dataclass(frozen=True, slots=True)
class Images:
    """The pictures of one design and drawing, ready to be the beginning of many passes."""

    hashes: Mapping[str, str]
    members: _Members

    @classmethod
    def prepare(cls, pictures: Mapping[str, bytes]) -> Self:
        """Hash and lay out pictures by member name (``icon.png``, ``strip@2x.png`` ...).

        Raises ``ValueError`` without ``icon.png``: a phone refuses such a pass.
        """
        if "icon.png" not in pictures:
            raise ValueError("a pass needs icon.png")
        ordered = sorted(pictures.items())
        hashes = {name: _sha1(data) for name, data in ordered}
        return cls(hashes, _Members().plus(ordered))


def build(
    pass_document: Mapping[str, Any],
    images: Images,
    identity: Identity,
    strings: Mapping[str, bytes] = NO_STRINGS,
) -> bytes:
    """Make the signed bundle; the same arguments differ only in the signature and its time.

    ``strings`` are its texts in each language by member name.

    https://developer.apple.com/documentation/walletpasses/building-a-pass
    """
    text = _json(pass_document)
    own = {"pass.json": text, **strings}
    hashes = {name: _sha1(data) for name, data in own.items()}
    manifest = _json({**images.hashes, **hashes})
    own |= {"manifest.json": manifest, "signature": sign(manifest, identity)}
    return images.members.plus(own.items()).closed()


def _headers(name: bytes, data: bytes, offset: int) -> tuple[bytes, bytes]:
    moment = (_STORED, _MIDNIGHT, _NEW_YEAR_1980)
    sizes = (zlib.crc32(data), len(data), len(data), len(name))
    local = _LOCAL.pack(b"PK\3\4", _VERSION, 0, *moment, *sizes, 0)
    central = _CENTRAL.pack(
        b"PK\1\2", _UNIX, _VERSION, 0, *moment, *sizes, 0, 0, 0, 0, _PLAIN_FILE, offset
    )
    return local + name, central + name


def _json(mapping: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(mapping).encode()


def _sha1(data: bytes) -> str:
    hashed = _SHA1.copy()
    hashed.update(data)
    return hashed.hexdigest()
