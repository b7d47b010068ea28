"""The store: can it be read, how is it laid out, what is published in it?"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from functions import wiring
from functions.ports import Clock, Services
from functions.settings import Settings
from functions.terminal import doctor_file
from functions.terminal.findings import Finding, unless_it_fails
from functions.terminal.left import refuse_left
from loyalty.program import Program

_UPGRADE = "poincon upgrade --dry-run says what is missing, poincon upgrade writes it"
_PUBLISH = "poincon publish program.toml"


@dataclass(slots=True)
class Kept:
    """What the store lets others look at; without ``services`` it could not be read."""

    services: Services | None = None
    programs: Sequence[Program] = ()


def examine(settings: Settings, clock: Clock) -> Generator[Finding, None, Kept]:
    """The place first, then what is in it."""
    kind, place = settings.store
    if kind == "dynamodb":
        from functions.terminal import doctor_table  # noqa: PLC0415 (boto takes long)

        yield from doctor_table.examine(place)
    elif not place:
        cure = "name a file: POINCON_STORE=sqlite:var/poincon.db"
        yield Finding("warning", "file", "there is none: all is lost when it stops", cure)
    elif not Path(place).is_file():
        yield Finding("wrong", "file", f"{place} is not there", "is POINCON_STORE right?")
        return Kept()
    else:
        yield from doctor_file.examine(Path(place))
    kept = Kept()
    yield from unless_it_fails("read", _read(settings, clock, kept))
    return kept


def _read(settings: Settings, clock: Clock, kept: Kept) -> Iterator[Finding]:
    """Wallets are looked at apart: what is wrong with them is no reason not to read the store."""
    refuse_left(settings, serving=True)
    services = wiring.build(replace(settings, apple=None, google=None), clock=clock).services
    version, present = services.design.version(), services.design.present
    if version < present:
        yield Finding("warning", "design", f"{version}, an older one than {present}", _UPGRADE)
    else:
        yield Finding("ok", "design", f"{version}, the present one")
    kept.programs = services.programs.every()
    kept.services = services
    if not kept.programs:
        yield Finding("warning", "programs", "none is published", _PUBLISH)
        return
    named = ", ".join(f"{program.id} (version {program.version})" for program in kept.programs)
    yield Finding("ok", "programs", named)
