"""How soon a function answers that nobody has asked for a while: from the package that is deployed.

Each answer is a process's first. It finds its unpacked package, boto3 beside it as Lambda has it,
and nothing else; DynamoDB, Parameter Store and whoever wakes the jobs are emulated on loopback. The
till's answer is a whole scan: its secret is fetched, its token checked, the stamp written, the jobs
are called (and are not there). ``bare`` is the least that anybody could deploy: one client, one
item. The ratio is of the two in turn, on this machine and its Python; milliseconds are also those
of the processor, since others may be at work. ``make bench-cold``; in ``out/bench-cold.json``.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import boto3

from bench.cold_shop import FUNCTIONS, OUTPUTS, STAGE, FirstShop, shop
from infra.deploy.build import Builder, builder
from infra.deploy.stages import ROOT
from infra.deploy.wheels import lambda_target
from infra.deploy.zappa import Zappa, settings, shared

ROUNDS = 11
BAR = 2.5
LAMBDAS_OWN = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3")
Figure: TypeAlias = tuple[str, float, str]
Took: TypeAlias = dict[str, float]
Ask: TypeAlias = Callable[[], Took]


def figures() -> Iterator[Figure]:
    """The packages' sizes, then each function's first answers."""
    with TemporaryDirectory() as folder, shop() as opened:
        here = Path(folder)
        yield from _packages(here)
        took = _in_turn(_asked(opened, here))
    for clock in ("wall", "cpu"):
        ratio = took["till_scan"][clock] / took["bare"][clock]
        yield f"cold_till_vs_bare{_SUFFIX[clock]}", ratio, "ratio"
    for name, times in took.items():
        for clock, ms in times.items():
            yield f"cold_{_SHORT.get(name, name)}{_SUFFIX[clock]}_ms", ms, "ms"


_SUFFIX = {"wall": "", "cpu": "_cpu", "init_cpu": "_init_cpu"}
_SHORT = {"till_scan": "till"}


def _packages(here: Path) -> Iterator[Figure]:
    """Built as ``make deploy`` builds them, for the Python that is running."""
    zappa = Zappa(STAGE, here, print)
    zappa.write(settings(STAGE, OUTPUTS, FUNCTIONS))
    for name in FUNCTIONS:
        package = _builder(here).build(name, zappa.module(name))
        yield f"zip_{name}_mib", package.stat().st_size / 2**20, "MiB"
    runtime = here / "runtime"
    runtime.mkdir()
    for name in LAMBDAS_OWN:
        (runtime / name).symlink_to(Path(boto3.__file__).parents[1] / name)


def _builder(here: Path) -> Builder:
    told = shared()["shared"]
    target = lambda_target(told["runtime"], told["architecture"])
    return builder(ROOT, here, target, here=True)


def _asked(opened: FirstShop, here: Path) -> dict[str, Ask]:
    item = opened.item
    asked: dict[str, Ask] = {
        "bare": lambda: _start(opened.aws, {"item": item}, here / "runtime"),
        "till_scan": lambda: _first(opened, here, "till", opened.scan()),
    }
    for name in FUNCTIONS:
        asked[f"{name}_look"] = lambda name=name: _first(opened, here, name, opened.ask(name))
    return asked


def _first(opened: FirstShop, here: Path, function: str, event: Mapping[str, Any]) -> Took:
    told = {**opened.aws, **FUNCTIONS[function]}
    return _start(told, {"event": event}, here / function, here / "runtime")


def _start(told: Mapping[str, str], asked: Mapping[str, Any], *folders: Path) -> Took:
    """One process, which has only these folders and this environment."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "bench/cold_start.py")],
        input=json.dumps({**asked, "folders": [str(folder) for folder in folders]}),
        env={**told, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {"status": 500}
    if said["status"] >= 300:
        raise RuntimeError(f"a first answer failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    took: Took = said["took"]
    return took


def _in_turn(asked: Mapping[str, Ask]) -> dict[str, Took]:
    """The medians, of all in turn; the first round fills the disk's cache and is not counted."""
    rounds = [{name: ask() for name, ask in asked.items()} for _ in range(ROUNDS + 1)][1:]
    return {
        name: {
            clock: statistics.median(one[name][clock] for one in rounds)
            for clock in ("wall", "cpu")
        }
        for name in asked
    }


def main() -> int:
    """Measure, print as it goes, and keep; 1 where a scan's start is above the bar."""
    kept: dict[str, dict[str, float | str]] = {}
    for name, value, unit in figures():
        print(f"{name} {value:.4g} {unit}", flush=True)
        kept[name] = {"value": value, "unit": unit}
    out = Path("out/bench-cold.json")
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return int(float(kept["cold_till_vs_bare_cpu"]["value"]) > BAR)


if __name__ == "__main__":
    sys.exit(main())
