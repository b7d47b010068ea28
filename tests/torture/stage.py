"""Before it begins: a paired phone for each scanner, and the cards that they share."""

import json
import secrets
from contextlib import closing
from pathlib import Path

from functions import wiring
from functions.journeys import pair
from functions.local import development
from functions.ports import Services
from tests.torture.board import Board
from tests.torture.journal import Journal
from tests.torture.phone import HOST, Wire, join

PROGRAM_FILE = Path(__file__).with_name("shop.toml")
PROGRAM, SHOP = "torture", "counter"
SHARED_CARDS = 12


def opened(folder: Path) -> Path:
    """A folder to be served, with the program's file in it."""
    var = folder / "var"
    var.mkdir(parents=True)
    (var / "program.toml").write_bytes(PROGRAM_FILE.read_bytes())
    return var


def house(var: Path, port: int) -> wiring.House:
    """That folder's shop, as another process sees it."""
    return wiring.build(development.local_settings(var, f"http://{HOST}:{port}", {}))


def prepare(
    folder: Path, var: Path, port: int, *, scanners: int, seed: int, rest: float = 0.0
) -> Board:
    """Pair and join over HTTP; what each scanner needs to know is left in a file of its own.

    ``rest`` is for so many seconds after each operation.
    """
    services, wire = house(var, port).services, Wire(port)
    with closing(Journal(folder / "journal-shared.jsonl")) as journal:
        _join_shared(wire, journal)
    shared = [held.short_code for held in services.cards.every(PROGRAM)]
    for number in range(scanners):
        setup = {
            "program": PROGRAM,
            "port": port,
            "scanners": scanners,
            "seed": seed + number,
            "rest": rest,
            "shared": shared,
            "tokens": paired(services, wire, f"scanner {number}"),
        }
        (folder / f"scanner-{number}.json").write_text(json.dumps(setup))
    wire.close()
    return Board(folder / "board", scanners)


def paired(services: Services, wire: Wire, name: str) -> dict[str, str]:
    """The tokens of a phone that is paired now."""
    code = pair.offer(services, PROGRAM, "till", SHOP).code
    answer = wire.send("POST", "/v1/till/pairings", {"code": code, "name": name})
    return dict(answer.said)


def _join_shared(wire: Wire, journal: Journal) -> None:
    for number in range(SHARED_CARDS):
        key, name = secrets.token_hex(16), f"Ben {number}"
        journal.note("joining", key=key, name=name)
        answer = join(wire, PROGRAM, key, name)
        journal.note("joined", key=key, url=answer.said["card_url"])
