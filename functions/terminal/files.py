"""Program files as the terminal is given them, and what the store knows of their program."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from functions import presets, wiring
from functions.local import development
from functions.records import HeldCard
from loyalty.errors import UnknownProgram
from loyalty.program import Program
from loyalty.program_file import parse

_NOWHERE = "http://127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a store holds of a program: its current version, if any, and its cards."""

    current: Program | None
    cards: Iterable[HeldCard]


def read(path: Path, now: datetime) -> Program:
    """The program of a file; raises ``BadConfiguration`` with every error that there is."""
    return parse(development.read_program(path), version=1, valid_from=now)


def read_presets(now: datetime) -> dict[str, Program]:
    """Every preset, by its name."""
    return {name: read(presets.path(name), now) for name in presets.NAMES}


def kept(folder: Path, program: str) -> Kept:
    """What the store of that folder knows; a folder without a store knows nothing, and stays so."""
    if not (folder / "poincon.db").exists() and "POINCON_STORE" not in os.environ:
        return Kept(current=None, cards=())
    services = wiring.build(development.local_settings(folder, _NOWHERE, os.environ)).services
    try:
        return Kept(current=services.programs.current(program), cards=services.cards.every(program))
    except UnknownProgram:
        return Kept(current=None, cards=())


def as_published(program: Program, current: Program | None) -> Program:
    """The program as the current version of its store, with all that was promised before."""
    if current is None:
        return program
    return replace(program, version=current.version, earlier=current.earlier)
