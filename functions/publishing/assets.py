"""The files that pages refer to: styles, modules, drawings and the QR decoder.

All of them lie under one folder named after what is in them, so that they can be cached for
ever and an ES module's relative imports need no rewriting. The decoder is not ours: its three
files come from the npm package that ``package-lock.json`` pins by hash, which is why that lock
counts as content and a server without ``node_modules`` still knows the folder's name.
"""

import hashlib
import re
from pathlib import Path

_ROOMS = ("styles", "modules", "images")
_DECODER = {
    "decoder/reader/index.js": "dist/es/reader/index.js",
    "decoder/share.js": "dist/es/share.js",
    "decoder/zxing_reader.wasm": "dist/reader/zxing_reader.wasm",
    "decoder/LICENSE": "LICENSE",
}
_DIGEST = re.compile(rb'= "([0-9a-f]{64})";')


class MissingDecoder(Exception):
    """The decoder's package is not installed, or not the one that was pinned."""


def base(site_dir: Path) -> str:
    """Where the assets of that site lie: ``/assets/<hash>``, without a slash at the end."""
    digest = hashlib.sha256()
    for name, content in sorted(_named(site_dir).items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"/assets/{digest.hexdigest()[:16]}"


def addresses(site_dir: Path) -> list[str]:
    """Every asset's path on the server, in order; for a page that keeps them on the phone."""
    folder = base(site_dir)
    return [f"{folder}/{name}" for name in sorted({*_own(site_dir), *_DECODER})]


def publish(site_dir: Path, out: Path) -> None:
    """Write every asset below ``out``; raises ``MissingDecoder`` before it writes anything."""
    folder = out / base(site_dir).lstrip("/")
    files = {**_own(site_dir), **_decoder(site_dir.parent / "node_modules" / "zxing-wasm")}
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _named(site_dir: Path) -> dict[str, bytes]:
    lock = site_dir.parent / "package-lock.json"
    return {**_own(site_dir), "package-lock.json": lock.read_bytes()}


def _own(site_dir: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site_dir).as_posix(): path.read_bytes()
        for room in _ROOMS
        for path in sorted((site_dir / room).rglob("*"))
        if path.is_file()
    }


def _decoder(package: Path) -> dict[str, bytes]:
    if not package.is_dir():
        raise MissingDecoder(f"{package} is missing: run `npm ci --ignore-scripts` first")
    files = {name: (package / source).read_bytes() for name, source in _DECODER.items()}
    _check_twins(files["decoder/reader/index.js"], files["decoder/zxing_reader.wasm"])
    return files


def _check_twins(glue: bytes, wasm: bytes) -> None:
    """Glue and wasm of two versions load together, then read out of bounds while decoding."""
    if hashlib.sha256(wasm).hexdigest().encode() not in _DIGEST.findall(glue):
        raise MissingDecoder(
            "the decoder's wasm is not the one its script was made for: run `npm ci` again"
        )
