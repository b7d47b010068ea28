"""Poinçon's terminal: a shop is run from here, one command at a time."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from functions import presets, wiring
from functions.failures import OutsideError
from functions.journeys import pair
from functions.local import development
from functions.local.run import publish_file, run
from functions.local.server import HOST
from functions.terminal.audit import register as register_audit
from functions.terminal.audit import run as audit
from functions.terminal.erasures import erase, erase_again, list_forgotten
from functions.terminal.export import export
from functions.terminal.importing import bring
from functions.terminal.importing import register as register_import
from functions.terminal.outbox import outbox
from functions.terminal.program import register as register_program
from functions.tour.tour import tour
from loyalty.errors import BadConfiguration, LoyaltyError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it should, 2 when its input is wrong.

    130 when it was interrupted, unless it runs until then.
    """
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.command(asked) or 0)
    except BadConfiguration as wrong:
        sys.stderr.write(f"{wrong}\n")
    except LoyaltyError as refused:
        sys.stderr.write(f"{refused.code} {dict(refused.facts)}\n")
    except OutsideError as away:
        sys.stderr.write(f"{away.code}: try again in a moment\n")
    except KeyboardInterrupt:
        return int(asked.stopped)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="poincon", description=__doc__)
    parser.set_defaults(stopped=130)
    commands = parser.add_subparsers(required=True)
    here, of_program = _options()

    running = commands.add_parser("run", help="serve everything on this machine", parents=[here])
    running.set_defaults(command=lambda a: run(a.var, a.port, os.environ), stopped=0)

    touring = commands.add_parser("tour", help="the main job without a person, on a fresh store")
    touring.add_argument("--out", type=Path, default=Path("out/tour"))
    touring.add_argument("--program", choices=presets.NAMES, default="cafe", metavar="PRESET")
    touring.set_defaults(command=lambda asked: tour(asked.out, presets.path(asked.program)))

    writing = commands.add_parser("program", help="check, make and compare program files")
    register_program(writing.add_subparsers(required=True))

    publishing = commands.add_parser("publish", help="publish a program file", parents=[here])
    publishing.add_argument("file", type=Path)
    publishing.set_defaults(command=_publish)

    both = [here, of_program]
    pairing = commands.add_parser("pair", help="a single-use code that pairs a phone", parents=both)
    pairing.add_argument("--role", choices=("till", "owner"), default="till")
    pairing.add_argument("--shop", default="")
    pairing.set_defaults(command=_pair)

    listing = commands.add_parser("devices", help="paired phones; shut one out", parents=both)
    listing.add_argument("--revoke", default="", metavar="DEVICE")
    listing.set_defaults(command=_devices)

    waiting = commands.add_parser("outbox", help="what is not delivered, and why", parents=both)
    waiting.add_argument("--retry", action="store_true", help="try again what was given up")
    waiting.set_defaults(command=_outbox)

    auditing = commands.add_parser("audit", help="derive every card anew", parents=both)
    register_audit(auditing)
    auditing.set_defaults(command=lambda asked: audit(asked, _program(asked)))

    forgetting = commands.add_parser("forget", help="erase a member who asks", parents=both)
    whom = forgetting.add_mutually_exclusive_group(required=True)
    whom.add_argument("code", nargs="?", help="the card's short code, as in 7K3M-9QXT")
    whom.add_argument("--again", type=Path, metavar="FILE", help="everybody on a list")
    forgetting.set_defaults(command=_forget)
    listing = commands.add_parser("forgotten", help="who was forgotten, as a list", parents=both)
    listing.add_argument("file", type=Path, help="to be kept in another place than the store")
    listing.set_defaults(command=lambda a: list_forgotten(_house(a), _program(a), a.file))

    leaving = commands.add_parser("export", help="everything, as open files", parents=both)
    leaving.add_argument("folder", type=Path, help="a new or empty one")
    leaving.set_defaults(command=lambda a: export(_house(a), _program(a), a.folder))
    entering = commands.add_parser("import", help="an export, sales, paper cards", parents=both)
    register_import(entering)
    entering.set_defaults(command=lambda a: bring(a, _house(a), lambda: _program(a)))
    return parser


def _options() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """What several commands take: where the shop is kept, and which program is meant."""
    here = argparse.ArgumentParser(add_help=False)
    here.add_argument("--var", type=Path, default=Path("var"), help="where the data is kept")
    here.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
    of_program = argparse.ArgumentParser(add_help=False)
    of_program.add_argument("--program", default="", help="else the one of program.toml")
    return here, of_program


def _house(asked: argparse.Namespace) -> wiring.House:
    url = f"http://{HOST}:{asked.port}"
    return wiring.build(development.local_settings(asked.var, url, os.environ))


def _program(asked: argparse.Namespace) -> str:
    """The program that was named, or the one of this folder's file."""
    if asked.program:
        return str(asked.program)
    return str(development.read_program(development.program_file(asked.var)).get("id", ""))


def _devices(asked: argparse.Namespace) -> None:
    house, program = _house(asked), _program(asked)
    if asked.revoke:
        house.services.devices.revoke(program, asked.revoke)
    for device in house.services.devices.every(program):
        state = "active" if device.active else "shut out"
        line = (
            f"{device.id}  {device.role:5}  {state:8}  {device.paired_at:%Y-%m-%d}  {device.name}"
        )
        sys.stdout.write(line + "\n")


def _outbox(asked: argparse.Namespace) -> None:
    services = _house(asked).services
    outbox(services, services.programs.current(_program(asked)), again=asked.retry)


def _publish(asked: argparse.Namespace) -> None:
    program = publish_file(_house(asked), asked.file)
    sys.stdout.write(f"{program.id}: version {program.version} is published.\n")


def _forget(asked: argparse.Namespace) -> None:
    house, program = _house(asked), _program(asked)
    if asked.again:
        erase_again(house, program, asked.again)
    else:
        erase(house, program, asked.code)


def _pair(asked: argparse.Namespace) -> None:
    house = _house(asked)
    program = house.services.programs.current(_program(asked))
    shop = asked.shop or program.shops[0].id
    offered = pair.offer(house.services, program.id, asked.role, shop)
    where = f"{house.services.url}/{asked.role}/#code={offered.code}"
    sys.stdout.write(f"{program.name}: {offered.code}  (10 minutes, once)  {where}\n")


if __name__ == "__main__":
    sys.exit(main())
