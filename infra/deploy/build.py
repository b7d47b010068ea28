"""``build/<function>/`` and ``build/<function>.zip``: packages for the target, and our own files.

A zip's files are dated 1980, so that byte code which is checked by date would be compiled anew at
each cold start: here it is compiled by the target's own interpreter, with hashes that nobody checks
(PEP 552). The same input makes the same bytes.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.deploy.contents import PACKAGES, own_files
from infra.deploy.wheels import Target, foreign
from loyalty.errors import BadConfiguration

LOCK = "requirements-dev.lock"
"""It has every package of the runtime at the same version, and Zappa."""

_PINNED = re.compile(r"^([a-z0-9-]+)==", re.MULTILINE)
_DATE = (1980, 1, 1, 0, 0, 0)
_FILE, _SETTINGS = 0o644, "zappa_settings.py"
_DROPPED = (
    "*.dist-info/RECORD",
    "*.dist-info/*.json",
    "*/tests",
    "bin",
    "share",
    "zappa/cli.py",
    "zappa/core.py",
    "zappa/letsencrypt.py",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Builds for one target below ``out``; ``python`` is the target's own interpreter.

    Where ``is_here`` it is the one that runs pip, which then chooses the wheels by itself.
    """

    root: Path
    out: Path
    target: Target
    python: Path
    is_here: bool

    def build(self, function: str, settings: str) -> Path:
        """One function's zip; ``settings`` is the module that Zappa's handler reads."""
        folder = self.out / function
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._install(folder, PACKAGES[function])
        self._refuse_foreign(folder)
        for path in own_files(self.root):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.root / path, folder / path)
        (folder / _SETTINGS).write_text(settings, encoding="utf-8")
        self._compile(folder)
        return pack(folder, self.out / f"{function}.zip")

    def _install(self, folder: Path, packages: frozenset[str]) -> None:
        wanted = folder.with_suffix(".txt")
        wanted.write_text(locked(self.root / LOCK, packages), encoding="utf-8")
        taking = [*_PIP, "--target", str(folder), "-r", str(wanted)]
        _run([*taking, *([] if self.is_here else _for(self.target))])
        for pattern in _DROPPED:
            for path in folder.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _refuse_foreign(self, folder: Path) -> None:
        if wrong := [] if self.is_here else foreign(folder, self.target):
            hint = f"wheels for {self.target.name} on {self.target.machine}"
            raise _refused(str(folder), f"has what does not run there: {'; '.join(wrong)}", hint)

    def _compile(self, folder: Path) -> None:
        compiling = ["-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
        _run([str(self.python), *compiling, "-s", str(folder), str(folder)])


def builder(root: Path, out: Path, target: Target, *, here: bool) -> Builder:
    """For Lambda, or for this machine's own Python, which the emulator runs."""
    if here:
        return Builder(root=root, out=out, target=target, python=Path(sys.executable), is_here=True)
    found = shutil.which(target.name)
    if not found or not _is_version(found, target):
        hint = f"install Python {target.name.removeprefix('python')}, so that it is found as that"
        reason = "is not on this machine, and only it can compile for Lambda"
        raise _refused(target.name, reason, hint)
    return Builder(root=root, out=out, target=target, python=Path(found), is_here=False)


def locked(lock: Path, packages: frozenset[str]) -> str:
    """The lock file's lines for these packages, with their hashes."""
    text = lock.read_text(encoding="utf-8")
    starts = [(found[1], found.start()) for found in _PINNED.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    blocks = {name: text[start:end] for (name, start), end in zip(starts, ends, strict=True)}
    if missing := sorted(packages - set(blocks)):
        raise _refused(lock.name, f"has no {', '.join(missing)}", "make lock")
    return "".join(blocks[name] for name in sorted(packages))


def pack(folder: Path, file: Path) -> Path:
    """Everything in the folder as a zip that depends on nothing else."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DATE)
                entry.create_system, entry.external_attr = 3, _FILE << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return file


_PIP = [
    *(sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"),
    *("--no-deps", "--require-hashes", "--no-compile", "--only-binary=:all:"),
]


def _for(target: Target) -> Iterator[str]:
    version = "{}.{}".format(*target.python)
    yield from ("--implementation", "cp", "--python-version", version)
    yield from ("--abi", f"cp{version.replace('.', '')}", "--abi", "abi3", "--abi", "none")
    for glibc in range(target.glibc[1], 16, -1):
        yield from ("--platform", f"manylinux_2_{glibc}_{target.machine}")
    yield from ("--platform", f"manylinux2014_{target.machine}")


def _is_version(python: str, target: Target) -> bool:
    asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return said.stdout.strip() == "{}.{}".format(*target.python)


def _run(command: list[str]) -> None:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, env=clean, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise _refused(" ".join(command[:4]), f"failed: {said}", "mend it and build again")


def _refused(path: str, reason: str, hint: str) -> BadConfiguration:
    return BadConfiguration(errors=[{"path": path, "reason": reason, "hint": hint}])
