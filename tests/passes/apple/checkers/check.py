"""Every checker on many passes at once: two libraries, openssl twice, and our own strictness."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.passes.apple.checkers import contents, signature

ROOT = Path(__file__).parents[4]
HERE = Path(__file__).parent
OWN = {check.__name__: check for check in (contents.hashes, contents.keys, contents.dates)}
OWN |= {contents.strings.__name__: contents.strings}


def check(
    passes: Mapping[str, bytes], root: bytes, at: datetime
) -> dict[str, dict[str, list[str]]]:
    """By name of a pass and of a checker, all that is wrong; who finds nothing is left out.

    ``root`` is the authority to trust, PEM; ``at`` the time for which certificates must be valid.
    """
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "root.pem").write_bytes(root)
        opened = {name: opened_in(folder / name, data) for name, data in passes.items()}
        said = {
            "schemas": _node("schemas.mjs", {name: folder / name / "pass.json" for name in passes}),
            "pass-js": _node("pass_js.mjs", {name: folder / f"{name}.pkpass" for name in passes}),
        }
        for name, members in opened.items():
            for own, look in OWN.items():
                said.setdefault(own, {})[name] = look(members)
            for command in ("smime", "cms"):
                wrong = signature.wrong(folder / name, folder / "root.pem", at, command)
                said.setdefault(command, {})[name] = wrong
    return {
        name: {checker: wrong[name] for checker, wrong in sorted(said.items()) if wrong[name]}
        for name in passes
    }


def opened_in(folder: Path, bundle: bytes) -> dict[str, bytes]:
    """Take a bundle apart into that folder, and keep it whole beside."""
    folder.with_name(f"{folder.name}.pkpass").write_bytes(bundle)
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        archive.extractall(folder)
        return {name: archive.read(name) for name in archive.namelist()}


def node() -> str:
    """Node, from the path or as pip brought it; the script's packages must be installed."""
    places = os.pathsep.join((os.environ.get("PATH", ""), str(Path(sys.executable).parent)))
    found = shutil.which("node", path=places)
    assert found, "these checks need node: make install-dev brings one"
    assert (ROOT / "node_modules/passkit-generator").is_dir(), "run make install-dev first"
    return found


def _node(script: str, files: Mapping[str, Path]) -> dict[str, list[str]]:
    """One process for all, because starting it is what takes long."""
    said = subprocess.run(
        [node(), HERE / script, *files.values()], check=True, capture_output=True, text=True
    )
    by_file: dict[str, list[str]] = json.loads(said.stdout)
    return {name: by_file[str(file)] for name, file in files.items()}
