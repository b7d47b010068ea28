"""Each function's zip, as it is deployed: what is in it, what is not, and that it starts alone."""

import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions import settings, wiring
from infra.deploy import build as building
from infra.deploy.build import Builder, builder, locked, pack
from infra.deploy.contents import PACKAGES, own_files
from infra.deploy.environment import environment as told_on_aws
from infra.deploy.stages import FUNCTIONS, ROOT
from infra.deploy.wheels import lambda_target
from infra.deploy.zappa import Zappa
from infra.deploy.zappa import settings as zappa_settings
from loyalty.errors import BadConfiguration
from passes.google.account import development_key
from tests.builders import at, program_data
from tests.functions.wallets.certificate import PASS_TYPE, TEAM, real_looking_chain
from tests.infra.stages import OUTPUTS, stage
from tests.shop import OPENED, environment

MIB = 2**20
MOST = {"till": 12 * MIB, "public": 20 * MIB}
BUILT = {"till": "till", "owner": "till", "public": "public", "jobs": "public"}
"""Whose zip stands for each function's: its own would differ in Zappa's settings alone."""
RUNTIMES_OWN = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3")
NEVER = {
    *(Path(name).stem for name in RUNTIMES_OWN),
    *("PIL", "resvg_py", "pip", "setuptools", "moto", "pytest", "hypothesis", "mypy"),
}
TERMINALS = ("functions/cli.py", "functions/terminal", "functions/local", "functions/presets")
DRAWING = ("functions/tour", "passes/raster.py", "passes/logo.py", "passes/preview_png.py")
TARGET = lambda_target("python3.13", "x86_64")
ROOMS = ["functions", "loyalty", "passes"]


@pytest.fixture(name="modules", scope="session")
def _modules(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What Zappa's handler reads, of each function."""
    zappa = Zappa(stage(), tmp_path_factory.mktemp("settings"), print)
    told = told_on_aws(stage(), OUTPUTS, frozenset({"secrets"}))
    zappa.write(zappa_settings(stage(), OUTPUTS, told))
    return {name: zappa.module(name) for name in FUNCTIONS}


@pytest.fixture(name="built", scope="session")
def _built(
    tmp_path_factory: pytest.TempPathFactory, modules: Mapping[str, str]
) -> Mapping[str, Path]:
    """The two zips that are not alike, for the Python that runs the tests."""
    ours = builder(ROOT, tmp_path_factory.mktemp("built"), TARGET, here=True)
    return {name: ours.build(name, modules[name]) for name in sorted(set(BUILT.values()))}


def names(package: Path) -> set[str]:
    with zipfile.ZipFile(package) as archive:
        return set(archive.namelist())


each = pytest.mark.parametrize("function", FUNCTIONS)
each_built = pytest.mark.parametrize("function", sorted(set(BUILT.values())))


@each
def test_a_function_has_the_packages_of_the_one_whose_zip_stands_for_its_own(function: str) -> None:
    assert PACKAGES[function] == PACKAGES[BUILT[function]]


@pytest.mark.server
@each_built
def test_a_package_has_all_of_ours_that_it_should_and_nothing_of_this_machines(
    built: Mapping[str, Path], function: str
) -> None:
    inside = names(built[function])

    ours = {path.as_posix() for path in own_files(ROOT)}
    assert ours <= inside
    assert {"functions/entry.py", "zappa_settings.py"} <= inside
    assert {f"functions/{name}.py" for name in FUNCTIONS} <= inside
    assert {"site/templates/join.html", "LICENSE", "package-lock.json"} <= inside
    tops = {name.partition("/")[0] for name in inside}
    assert not {"var", "out", "tests", "infra", "bench", "docs", "build", ".git", "bin"} & tops
    assert not [name for name in inside if name.startswith((*TERMINALS, *DRAWING))]
    assert not [name for name in inside if "/tests/" in name or name.endswith((".db", ".toml"))]


@pytest.mark.server
@each_built
def test_a_package_has_the_libraries_that_it_lists_and_none_of_the_runtimes(
    built: Mapping[str, Path], function: str
) -> None:
    inside = names(built[function])

    found = {
        name.partition("/")[0].rpartition(".dist-info")[0].rpartition("-")[0].replace("_", "-")
        for name in inside
        if ".dist-info/" in name
    }
    assert found <= PACKAGES[function]
    assert PACKAGES[function] - found <= {"typing-extensions"}  # of an older Python alone
    assert not {name.partition("/")[0].removesuffix(".py") for name in inside} & NEVER


@pytest.mark.server
@each_built
def test_a_package_is_small(built: Mapping[str, Path], function: str) -> None:
    assert built[function].stat().st_size <= MOST[function]


@pytest.mark.server
@each_built
def test_every_source_has_its_byte_code_which_nobody_checks_at_a_start(
    built: Mapping[str, Path], function: str
) -> None:
    """Flags 1: by hash, unchecked (PEP 552); the hash is that of the source beside it."""
    with zipfile.ZipFile(built[function]) as archive:
        sources = [name for name in archive.namelist() if name.endswith(".py")]
        for source in sources:
            code = archive.read(_cached(source))
            assert code[:4] == importlib.util.MAGIC_NUMBER
            assert int.from_bytes(code[4:8], "little") == 1
            assert code[8:16] == importlib.util.source_hash(archive.read(source))
        compiled = [name for name in archive.namelist() if name.endswith(".pyc")]
        assert sorted(map(_cached, sources)) == sorted(compiled)
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.server
def test_the_same_input_makes_the_same_bytes(
    built: Mapping[str, Path], modules: Mapping[str, str], tmp_path: Path
) -> None:
    ours = builder(ROOT, tmp_path / "elsewhere", TARGET, here=True)

    again = ours.build("till", modules["till"])

    assert again.read_bytes() == built["till"].read_bytes()


@pytest.mark.server
@each
def test_a_package_starts_alone_and_answers(
    built: Mapping[str, Path],
    modules: Mapping[str, str],
    runtime: Path,
    tmp_path: Path,
    function: str,
) -> None:
    unpacked = _unpacked(built[BUILT[function]], tmp_path, modules[function])
    told, path = _shop(tmp_path, wallets=function != "till"), _PATHS.get(function, "")
    event = _get(function, path) if path else {"command": "functions.jobs.sweep"}

    seen = _alone(unpacked, runtime, function, told, event)

    (answer,) = seen["answers"]
    if path:
        assert answer["statusCode"] == 401 if function != "public" else 200, answer
    else:
        assert answer.get("told", answer) is not None
        assert "raised" not in answer
    assert seen["elsewhere"] == []


@pytest.mark.server
@each
def test_a_package_has_every_module_that_any_of_its_modules_imports(
    built: Mapping[str, Path],
    modules: Mapping[str, str],
    runtime: Path,
    tmp_path: Path,
    function: str,
) -> None:
    unpacked = _unpacked(built[BUILT[function]], tmp_path, modules[function])

    seen = _alone(unpacked, runtime, function, {}, rooms=ROOMS)

    assert len(seen["imported"]) > 200
    assert f"functions.{function}" in seen["imported"]
    assert "functions.journeys.scan" in seen["imported"]
    assert seen["missing"] == {}
    assert seen["elsewhere"] == []


@pytest.mark.server
def test_a_module_that_is_not_packed_is_seen_to_be_missing(
    built: Mapping[str, Path], modules: Mapping[str, str], runtime: Path, tmp_path: Path
) -> None:
    """So that the test above is seen to look."""
    unpacked = _unpacked(built["till"], tmp_path, modules["till"])
    for path in unpacked.rglob("promises*.py*"):
        path.unlink()

    with pytest.raises(subprocess.CalledProcessError) as failed:
        _alone(unpacked, runtime, "till", {}, rooms=ROOMS)

    assert "cannot import name 'promises'" in failed.value.stderr


@pytest.fixture(name="runtime", scope="session")
def _runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's Python brings with it, and nothing else of this machine's packages."""
    folder, here = tmp_path_factory.mktemp("runtime"), Path(boto3.__file__).parents[1]
    for name in RUNTIMES_OWN:
        (folder / name).symlink_to(here / name)
    return folder


@pytest.mark.parametrize(
    ("tag", "is_refused"),
    [("cp312-cp312-manylinux_2_17_x86_64", True), ("cp313-cp313-manylinux2014_x86_64", False)],
)
def test_a_foreign_wheel_is_refused_by_name(tmp_path: Path, tag: str, is_refused: bool) -> None:
    wheel = tmp_path / "planted-1.0.dist-info" / "WHEEL"
    wheel.parent.mkdir()
    wheel.write_text(f"Wheel-Version: 1.0\nTag: {tag}\n")
    ours = Builder(root=ROOT, out=tmp_path, target=TARGET, python=Path("python3"), is_here=False)

    try:
        ours._refuse_foreign(tmp_path)
    except BadConfiguration as refused:
        assert is_refused
        assert f"planted-1.0 ({tag})" in str(refused)
        assert "wheels for python3.13 on x86_64" in str(refused)
    else:
        assert not is_refused


@pytest.mark.parametrize("found", [None, sys.executable])
def test_without_lambdas_own_python_nothing_is_built_and_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str | None
) -> None:
    """A program of that name that is another Python is none."""
    monkeypatch.setattr(building.shutil, "which", lambda name: found)

    with pytest.raises(BadConfiguration) as refused:
        builder(ROOT, tmp_path, lambda_target("python3.99", "x86_64"), here=False)

    assert "python3.99: is not on this machine" in str(refused.value)
    assert "install Python 3.99" in str(refused.value)


def test_a_package_that_is_not_locked_is_named() -> None:
    with pytest.raises(BadConfiguration, match="has no nothing-like-it"):
        locked(ROOT / building.LOCK, frozenset({"flask", "nothing-like-it"}))


@each
def test_what_is_installed_is_locked_with_its_hashes(function: str) -> None:
    blocks = locked(ROOT / building.LOCK, PACKAGES[function])

    assert blocks.count("==") == len(PACKAGES[function])
    assert all("--hash=sha256:" in block for block in blocks.split("==")[1:])


def test_an_empty_folder_is_an_empty_zip(tmp_path: Path) -> None:
    (tmp_path / "nothing" / "inside").mkdir(parents=True)

    assert names(pack(tmp_path / "nothing", tmp_path / "nothing.zip")) == set()


def test_nothing_of_ours_that_is_deployed_is_hidden_or_compiled() -> None:
    paths = [path.as_posix() for path in own_files(ROOT)]

    assert len(paths) == len(set(paths))
    assert not [path for path in paths if path.endswith((".pyc", ".md")) or "/." in path]
    assert not [path for path in paths if path.startswith((*TERMINALS, *DRAWING))]


_PATHS = {
    "public": "/openapi.json",
    "till": "/v1/till/program",
    "owner": "/v1/owner/overview",
}


def _cached(source: str) -> str:
    folder, _, name = source.rpartition("/")
    here = f"{folder}/__pycache__" if folder else "__pycache__"
    tag = sys.implementation.cache_tag
    return f"{here}/{name.removesuffix('.py')}.{tag}.pyc" if source.endswith(".py") else source


def _shop(folder: Path, *, wallets: bool) -> dict[str, str]:
    """Settings of a shop on disk; with wallets, as an operator has them who has both accounts."""
    told = environment(folder, f"sqlite:{folder / 'poincon.db'}")
    wiring.build(settings.read(told)).services.programs.publish(program_data(), at(OPENED))
    if not wallets:
        return told
    chain = real_looking_chain(datetime.now(UTC))
    return {
        **told,
        "POINCON_APPLE_CERTIFICATE": chain.certificate.decode(),
        "POINCON_APPLE_KEY": chain.key.decode(),
        "POINCON_APPLE_INTERMEDIATE": chain.intermediate.decode(),
        "POINCON_APPLE_PASS_TYPE": PASS_TYPE,
        "POINCON_APPLE_TEAM": TEAM,
        "POINCON_GOOGLE_ISSUER": "3388000000000000000",
        "POINCON_GOOGLE_ACCOUNT": json.dumps(
            {
                "type": "service_account",
                "client_email": "poincon@trial.iam.gserviceaccount.com",
                "private_key": development_key(),
                "token_uri": "https://oauth2.googleapis.com/token",
            }
        ),
    }


def _get(function: str, path: str) -> dict[str, Any]:
    here = f"/trial_{function}{path}"
    http = {"method": "GET", "path": here, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": here,
        "rawQueryString": "",
        "headers": {"host": "x"},
        "requestContext": {"http": http, "stage": f"trial_{function}"},
        "isBase64Encoded": False,
    }


def _unpacked(package: Path, folder: Path, module: str) -> Path:
    """The package with that function's own settings, whose byte code nobody would check."""
    unpacked = folder / "unpacked"
    shutil.unpack_archive(package, unpacked, "zip")
    (unpacked / _cached("zappa_settings.py")).unlink()
    (unpacked / "zappa_settings.py").write_text(module, encoding="utf-8")
    return unpacked


def _alone(
    unpacked: Path,
    runtime: Path,
    function: str,
    told: Mapping[str, str],
    *events: Mapping[str, Any],
    rooms: list[str] | None = None,
) -> dict[str, Any]:
    program = Path(__file__).with_name("alone.py")
    asked = {"environment": dict(told), "events": events, "rooms": rooms or []}
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(unpacked), str(runtime), function],
        input=json.dumps(asked),
        env={},
        cwd=unpacked.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout.rpartition("TOLD ")[2])
    return said
