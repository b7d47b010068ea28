"""Which wheels run on the target: by their tags, since a build on another Python cannot try them.

Amazon Linux 2023, on which Lambda's Python 3.12 and later run, has glibc 2.34:
https://docs.aws.amazon.com/linux/al2023/ug/glibc.html; tags are PEP 425's and PEP 600's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OLD_NAMES = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
_MACHINES = {"arm64": "aarch64"}
"""As a wheel says it, where Lambda says it otherwise."""

_PLATFORM = re.compile(r"manylinux_(\d+)_(\d+)_(\w+)|(manylinux(?:1|2010|2014))_(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A Python and the system below it, as in ``3.13`` on ``x86_64`` with glibc 2.34."""

    python: tuple[int, int]
    machine: str
    glibc: tuple[int, int]

    @property
    def name(self) -> str:
        """As Lambda names a runtime."""
        return "python{}.{}".format(*self.python)

    def takes(self, tag: str) -> bool:
        """Whether a wheel of this tag runs there, as in ``cp313-abi3-manylinux_2_34_x86_64``."""
        interpreter, abi, platforms = tag.split("-")
        return self._is_interpreter(interpreter, abi) and any(
            self._is_platform(one) for one in platforms.split(".")
        )

    def _is_interpreter(self, interpreter: str, abi: str) -> bool:
        exact = "cp{}{}".format(*self.python)
        if abi == "none":
            return interpreter in ("py3", "py2.py3", exact, f"py{self.python[0]}{self.python[1]}")
        if abi == "abi3":
            found = re.fullmatch(r"cp3(\d+)", interpreter)
            return bool(found) and int(found[1]) <= self.python[1]  # type: ignore[index]
        return interpreter == exact == abi

    def _is_platform(self, platform: str) -> bool:
        if platform == "any":
            return True
        found = _PLATFORM.fullmatch(platform)
        if not found:
            return False
        major, minor, machine, old, old_machine = found.groups()
        needs = _OLD_NAMES[old] if old else (int(major), int(minor))
        return needs <= self.glibc and (machine or old_machine) == self.machine


def lambda_target(runtime: str, machine: str) -> Target:
    """Lambda's own, by the names of ``zappa_settings.json``: ``python3.13``, ``x86_64``."""
    major, minor = runtime.removeprefix("python").split(".")
    return Target(
        python=(int(major), int(minor)), machine=_MACHINES.get(machine, machine), glibc=(2, 34)
    )


def foreign(packages: Path, target: Target) -> list[str]:
    """The wheels that are installed in this folder and don't run there, with their tags."""
    return [
        f"{name} ({', '.join(tags)})"
        for name, tags in _installed(packages)
        if not any(target.takes(tag) for tag in tags)
    ]


def _installed(packages: Path) -> Iterator[tuple[str, list[str]]]:
    for wheel in sorted(packages.glob("*.dist-info/WHEEL")):
        lines = wheel.read_text(encoding="utf-8").splitlines()
        tags = [line.removeprefix("Tag:").strip() for line in lines if line.startswith("Tag:")]
        yield wheel.parent.name.removesuffix(".dist-info"), tags
