"""Poinçon's terminal: a shop is run from here, one command at a time."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions import presets, wiring
from functions.local import development
from functions.local.run import publish_file, run, told
from functions.local.server import HOST
from functions.terminal.audit import register as register_audit
from functions.terminal.audit import run as audit
from functions.terminal.doctor import register as register_doctor
from functions.terminal.erasures import erase, erase_again, list_forgotten
from functions.terminal.export import export
from functions.terminal.importing import bring, is_folder
from functions.terminal.importing import register as register_import
from functions.terminal.left import refuse_left
from functions.terminal.numbers import port
from functions.terminal.outbox import outbox
from functions.terminal.phones import list_phones, offer
from functions.terminal.preview import preview
from functions.terminal.program import register as register_program
from functions.terminal.sentences import sentence
from functions.terminal.upgrading import register as register_upgrade
from functions.terminal.upgrading import upgrade
from functions.tour.tour import tour

if TYPE_CHECKING:
    from functions.settings import Settings
    from functions.terminal.program import Commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it should, 2 when it could not go on, and says why.

    130 when it was interrupted, unless it runs until then.
    """
    asked = _parser().parse_args(arguments)
    try:
        left = int(asked.command(asked) or 0)
        sys.stdout.flush()
        return left
    except KeyboardInterrupt:
        return int(asked.stopped)
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
        sys.stderr.write(f"{said}\n")
        _give_up_output()
    return 2


def _give_up_output() -> None:
    """Where standard output takes no more, nothing is tried there again at the very end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="poincon", description=__doc__)
    parser.set_defaults(stopped=130)
    commands = parser.add_subparsers(required=True)
    here, of_program = _options()

    running = commands.add_parser("run", help="serve everything on this machine", parents=[here])
    running.set_defaults(command=_run, stopped=0)

    touring = commands.add_parser("tour", help="the main job without a person, on a fresh store")
    results = "where what it leaves behind is put, else out/tour"
    touring.add_argument("--out", type=Path, default=Path("out/tour"), help=results)
    preset = "which preset is played, as poincon program presets lists them"
    touring.add_argument(
        "--program", choices=presets.NAMES, default="cafe", metavar="PRESET", help=preset
    )
    touring.set_defaults(command=lambda asked: tour(asked.out, presets.path(asked.program)))

    writing = commands.add_parser("program", help="check, make and compare program files")
    register_program(writing.add_subparsers(required=True))

    seeing = commands.add_parser("preview", help="its cards as an iPhone shows them, as pictures")
    seeing.add_argument("file", type=Path, help="the program (TOML)")
    seeing.add_argument("out", type=Path, help="the folder that the pictures are put into")
    seeing.set_defaults(command=lambda a: preview(a.file, a.out, datetime.now(UTC)))

    publishing = commands.add_parser("publish", help="publish a program file", parents=[here])
    publishing.add_argument("file", type=Path, help="the program (TOML)")
    publishing.set_defaults(command=_publish)

    looking = commands.add_parser("doctor", help="is all there and well?", parents=[here])
    register_doctor(looking)

    _register_daily(commands, [here, of_program])
    _register_data(commands, [here, of_program])

    upgrading = commands.add_parser("upgrade", help="the store of an older one", parents=[here])
    register_upgrade(upgrading)
    upgrading.set_defaults(command=lambda a: upgrade(_house(a), dry=a.dry_run))
    return parser


def _register_daily(commands: "Commands", both: Sequence[argparse.ArgumentParser]) -> None:
    """Phones, and what waits to be delivered."""
    pairing = commands.add_parser("pair", help="a single-use code that pairs a phone", parents=both)
    role = "what the phone is for, else the till"
    pairing.add_argument("--role", choices=("till", "owner"), default="till", help=role)
    pairing.add_argument("--shop", default="", help="which shop it is in, else the first one")
    pairing.set_defaults(command=lambda a: offer(_house(a), _program(a), a.role, a.shop))

    listing = commands.add_parser("devices", help="paired phones; shut one out", parents=both)
    lost = "shut this phone out, by its id in the list"
    listing.add_argument("--revoke", default="", metavar="DEVICE", help=lost)
    listing.set_defaults(command=lambda a: list_phones(_house(a), _program(a), a.revoke))

    waiting = commands.add_parser("outbox", help="what is not delivered, and why", parents=both)
    waiting.add_argument("--retry", action="store_true", help="try again what was given up")
    waiting.set_defaults(command=_outbox)


def _register_data(commands: "Commands", both: Sequence[argparse.ArgumentParser]) -> None:
    """What is kept: proved, erased, handed over, brought in."""
    auditing = commands.add_parser("audit", help="derive every card anew", parents=both)
    register_audit(auditing)
    auditing.set_defaults(command=_audit)

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
    entering.set_defaults(command=_import)
    moving = commands.add_parser("move", help="to DynamoDB, while tills scan", parents=both[:1])
    moving.add_argument("target", nargs="?", default="", help="as in dynamodb:poincon")
    only = moving.add_mutually_exclusive_group()
    only.add_argument("--plan", action="store_true", help="only say what it would do")
    only.add_argument("--open-again", action="store_true", help="give it up: stay in the file")
    moving.set_defaults(command=_move)


def _options() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """What several commands take: where the shop is kept, and which program is meant."""
    here = argparse.ArgumentParser(add_help=False)
    here.add_argument("--var", type=Path, default=Path("var"), help="where the data is kept")
    served = "where it is served, and what links name: else PORT, else 8000"
    here.add_argument("--port", type=port, default=os.environ.get("PORT", "8000"), help=served)
    of_program = argparse.ArgumentParser(add_help=False)
    of_program.add_argument("--program", default="", help="else the one of program.toml")
    return here, of_program


def _settings(asked: argparse.Namespace) -> "Settings":
    return development.local_settings(asked.var, f"http://{HOST}:{asked.port}", os.environ)


def _run(asked: argparse.Namespace) -> None:
    refuse_left(_settings(asked), serving=True)
    run(asked.var, asked.port, os.environ)


def _move(asked: argparse.Namespace) -> int:
    from functions.terminal import moving  # noqa: PLC0415 (boto takes long, and is rarely needed)

    development.refuse_nothing(asked.var, os.environ)
    settings, now = _settings(asked), datetime.now(UTC)
    if asked.open_again:
        return moving.open_again(settings, now)
    return moving.move(settings, asked.target, asked.var, now, only_plan=asked.plan)


def _house(asked: argparse.Namespace, *, may_begin: bool = False) -> wiring.House:
    """What is kept in the folder; few commands begin a new one there."""
    if not may_begin:
        development.refuse_nothing(asked.var, os.environ)
    settings = _settings(asked)
    refuse_left(settings, serving=False)
    house = wiring.build(settings)
    _ = house.services.design.begin() if may_begin else house.services.design.version()
    return house


def _program(asked: argparse.Namespace) -> str:
    """The program that was named, or the one of this folder's file."""
    if asked.program:
        return str(asked.program)
    return development.program_id(asked.var)


def _audit(asked: argparse.Namespace) -> int:
    _house(asked)
    return audit(asked, _program(asked))


def _import(asked: argparse.Namespace) -> int:
    return bring(asked, lambda: _house(asked, may_begin=is_folder(asked)), lambda: _program(asked))


def _outbox(asked: argparse.Namespace) -> None:
    services = _house(asked).services
    outbox(services, services.programs.current(_program(asked)), again=asked.retry)


def _publish(asked: argparse.Namespace) -> None:
    published = publish_file(_house(asked, may_begin=True), asked.file)
    program = published.program
    sys.stdout.write(f"{program.id}: version {program.version} is published.\n{told(published)}")


def _forget(asked: argparse.Namespace) -> None:
    house, program = _house(asked, may_begin=bool(asked.again)), _program(asked)
    if asked.again:
        erase_again(house, program, asked.again)
    else:
        erase(house, program, asked.code)


if __name__ == "__main__":
    sys.exit(main())
