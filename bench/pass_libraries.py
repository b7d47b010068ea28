"""Other people's libraries, given the same card, pictures and key: what makes passes elsewhere.

Each is used as its own page shows. Before it is timed, what it makes is opened, and openssl
verifies it, so that nobody is compared with a pass that a phone would refuse.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

from bench.pass_sample import Sample
from tests.passes.apple.checkers import contents
from tests.passes.apple.checkers.check import node, opened_in
from tests.passes.apple.checkers.signature import wrong

HERE = Path(__file__).parent
PY_PKPASS = HERE.parent / "build/py-pkpass"
NODE_LIBRARIES = ("passkit-generator", "pass-js")

Make = Callable[[int], tuple[float, bytes]]
"""So many passes: the seconds of CPU, and one of the passes."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library by name; ``missing`` says why it cannot be compared here."""

    name: str
    make: Make | None
    missing: str = ""


def libraries(sample: Sample, folder: Path, until: ExitStack) -> Iterator[Library]:
    """All of them, each proved to make a sound pass; processes live until ``until`` closes."""
    _write(sample, folder)
    starts = {name: partial(_of_node, name, folder, until) for name in NODE_LIBRARIES}
    starts["py-pkpass"] = partial(_py_pkpass, sample, folder)
    for name, start in starts.items():
        try:
            make = start()
            _prove(make(1)[1], sample, folder / name)
        except Exception as error:
            yield Library(name, None, " ".join(str(error).split()))
        else:
            yield Library(name, make)


def _write(sample: Sample, folder: Path) -> None:
    tables = {
        name.partition(".")[0]: dict(contents.read(data)) for name, data in sample.strings().items()
    }
    files = {
        **sample.pictures,
        "pass.json": json.dumps(sample.document()).encode(),
        "strings.json": json.dumps(tables).encode(),
        "leaf.pem": sample.chain.certificate,
        "key.pem": sample.chain.key,
        "intermediate.pem": sample.chain.intermediate,
        "root.pem": sample.chain.root,
        "sample.pkpass": sample.signed(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _prove(bundle: bytes, sample: Sample, folder: Path) -> None:
    """Its pictures, its languages, its hashes, its signature."""
    members = opened_in(folder, bundle)
    lost = {*sample.pictures, *sample.strings(), "pass.json"} - members.keys()
    said = [*contents.hashes(members), *wrong(folder, folder.parent / "root.pem", sample.at, "cms")]
    if lost or said:
        raise ValueError(f"its pass is not sound: {sorted(lost)} {said}")


def _of_node(name: str, folder: Path, until: ExitStack) -> Make:
    child = until.enter_context(
        subprocess.Popen(
            [node(), HERE / "pass_libraries.mjs", name, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )
    asked, answers = child.stdin, child.stdout
    assert asked and answers

    def make(passes: int) -> tuple[float, bytes]:
        print(passes, file=asked, flush=True)
        said = json.loads(answers.readline())
        return said["seconds"], base64.b64decode(said["pass"])

    return make


def _py_pkpass(sample: Sample, folder: Path) -> Make:
    models = _installed()
    files = {**sample.pictures, **sample.strings()}
    pem = [str(folder / name) for name in ("leaf.pem", "key.pem", "intermediate.pem")]

    def make(passes: int) -> tuple[float, bytes]:
        started = process_time()
        for _ in range(passes):
            made = _in_its_words(models, sample.document())
            for name, data in files.items():
                made.addFile(name, BytesIO(data))
            bundle: bytes = made.create(*pem, "").getvalue()
        return process_time() - started, bundle

    return make


def _installed() -> Any:
    """It is fetched once into a folder of its own, without what it asks for and does not use."""
    if not PY_PKPASS.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        what = ["--no-deps", "--require-hashes", "-r", HERE / "py-pkpass.txt"]
        asked = [*pip, *what, "--target", PY_PKPASS]
        said = subprocess.run(asked, check=False, capture_output=True, text=True)
        if said.returncode:
            raise RuntimeError(said.stderr.strip().rpartition("\n")[2] or "pip cannot fetch it")
    sys.path.append(str(PY_PKPASS))
    return import_module("py_pkpass.models")


def _in_its_words(models: Any, document: dict[str, Any]) -> Any:
    """The document again, through its classes; what they have no name for is left out."""
    card = models.StoreCard()
    for group, fields in document["storeCard"].items():
        for field in fields:
            made = models.Field(field["key"], field["value"], field.get("label", ""))
            made.changeMessage = field.get("changeMessage", "")
            getattr(card, group).append(made)
    made = models.Pass(card)
    for key, value in document.items():
        if key not in ("storeCard", "barcodes", "locations"):
            setattr(made, key, value)
    code = document["barcodes"][0]
    made.barcode = models.Barcode(code["message"], code["format"], code["altText"])
    return made
