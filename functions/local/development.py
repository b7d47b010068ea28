"""Settings for one machine: a folder holds everything, secrets included, made at first start."""

import secrets
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from functions import presets, settings
from functions.settings import Settings
from functions.sources import FILE, PARAMETER
from loyalty.errors import BadConfiguration

DEMO_PROGRAM = presets.path("cafe")


class NothingKept(Exception):
    """Nothing was ever begun in this folder: its name was typed wrongly."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"nothing is kept in {folder}: is --var right?")


def refuse_nothing(folder: Path, given: Mapping[str, str]) -> None:
    """Raise ``NothingKept`` where no store is in the folder, nor named by the environment."""
    is_elsewhere = given.get("POINCON_STORE") or given.get("POINCON_STORE_FILE")
    if not (is_elsewhere or (folder / "poincon.db").exists()):
        raise NothingKept(folder)


def local_settings(folder: Path, url: str, given: Mapping[str, str]) -> Settings:
    """Settings with everything below ``folder``; what the environment says comes first."""
    development = folder / "development"
    elsewhere = any(given.get(f"POINCON_SECRETS{source}") for source in ("", FILE, PARAMETER))
    return settings.read(
        {
            "POINCON_SECRETS": "" if elsewhere else _secret(development / "secrets.txt"),
            "POINCON_URL": url,
            "POINCON_STORE": f"sqlite:{folder / 'poincon.db'}",
            "POINCON_PUBLISHED": f"folder:{folder / 'published'}",
            "POINCON_MAIL": f"folder:{folder / 'mailbox'}",
            "POINCON_SENDER": "poincon@localhost.localdomain",
            "POINCON_DEVELOPMENT": str(development),
            **{name: value for name, value in given.items() if name.startswith("POINCON_")},
        }
    )


def program_file(folder: Path) -> Path:
    """The program of this folder: the demo's file, copied at the first start to be changed."""
    path = folder / "program.toml"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(DEMO_PROGRAM, path)
    return path


def program_id(folder: Path) -> str:
    """Which program is this folder's, without making a file; the demo's where there is none."""
    path = folder / "program.toml"
    return str(read_program(path if path.exists() else DEMO_PROGRAM).get("id", ""))


def read_program(path: Path) -> dict[str, Any]:
    """A program file as data; raises ``BadConfiguration`` when it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        wrong = {"path": str(path), "reason": str(error), "hint": "a program file in TOML"}
        raise BadConfiguration(errors=[wrong]) from None


def _secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_text(f"1:{secrets.token_hex(32)}", encoding="ascii")
        draft.rename(path)
    return path.read_text(encoding="ascii", errors="replace").strip()
