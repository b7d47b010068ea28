"""Keys that stand in for a wallet's own, made at the first start and kept in a folder.

Nothing that was issued hangs on them, so keys that have run out or are damaged are made anew.
"""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeAlias, TypeVar

from loyalty.errors import BadConfiguration
from passes.apple.development import make_chain
from passes.apple.identity import Identity
from passes.google.account import Account, development_account, development_key

DEVELOPMENT_PASS_TYPE = "pass.local.poincon"
DEVELOPMENT_TEAM = "POINCONDEV"

Files: TypeAlias = Mapping[str, bytes]
_Read = TypeVar("_Read")


def apple_identity(folder: Path | None, now: datetime) -> Identity:
    """A chain shaped like Apple's that no phone trusts, for a year."""

    def make() -> Files:
        chain = make_chain(DEVELOPMENT_PASS_TYPE, DEVELOPMENT_TEAM, now)
        return {
            "root.pem": chain.root,
            "intermediate.pem": chain.intermediate,
            "certificate.pem": chain.certificate,
            "key.pem": chain.key,
        }

    def read(files: Files) -> Identity:
        found = Identity.load(
            files["certificate.pem"],
            files["key.pem"],
            files["intermediate.pem"],
            pass_type_id=DEVELOPMENT_PASS_TYPE,
            team_id=DEVELOPMENT_TEAM,
        )
        if wrong := found.out_of_date(now):
            raise BadConfiguration(errors=wrong)
        return found

    return _kept(folder, "pki", make, read)


def google_account(folder: Path | None) -> Account:
    """An account that Google does not know."""

    def make() -> Files:
        return {"key.pem": development_key().encode()}

    def read(files: Files) -> Account:
        return development_account(files["key.pem"].decode())

    return _kept(folder, "google", make, read)


def _kept(
    folder: Path | None, name: str, make: Callable[[], Files], read: Callable[[Files], _Read]
) -> _Read:
    """What the folder's files say; in memory only where no folder is given."""
    if folder is None:
        return read(make())
    place = folder / name
    try:
        return read(_files(place))
    except (BadConfiguration, ValueError, KeyError, FileNotFoundError, NotADirectoryError):
        _put(place, make())
    return read(_files(place))


def _files(place: Path) -> Files:
    return {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}


def _put(place: Path, files: Files) -> None:
    """Whole or not at all: a start that is killed meanwhile leaves a draft behind."""
    draft = place.with_name(f".{place.name}.part")
    draft.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (draft / name).touch(mode=0o600)
        (draft / name).write_bytes(data)
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    draft.rename(place)
