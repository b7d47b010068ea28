"""The stages that the contract is played on, each new and empty for every test.

SQLite runs for real. DynamoDB is played by moto, in this process and by one at a time, and by
two programs of their own, which also stand what is done at once.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from functions.store.dynamodb import DynamoEngine, client, create_table
from functions.store.engine import Engine
from functions.store.sqlite import SqliteEngine
from tests.contracts.emulators import DYNOXIDE, MINISTACK, REGION, Emulator, connected, running
from tests.contracts.places import Place

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SERVED = [pytest.mark.server, pytest.mark.cloud]
EMULATED = [pytest.param(name, marks=SERVED) for name in ("ministack", "dynoxide")]
TABLES = (f"table-{number}" for number in count())
TOGETHER = 8


@pytest.fixture(name="dynamodb", scope="module")
def _dynamodb() -> "Iterator[DynamoDBClient]":
    """One client for the module: making one takes longer than most tests."""
    with mock_aws():
        yield client(region=REGION)


@pytest.fixture(name="ministack", scope="session")
def _ministack(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[DynamoDBClient]":
    yield from _started(MINISTACK, tmp_path_factory)


@pytest.fixture(name="dynoxide", scope="session")
def _dynoxide(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[DynamoDBClient]":
    yield from _started(DYNOXIDE, tmp_path_factory)


def _started(emulator: Emulator, folders: pytest.TempPathFactory) -> "Iterator[DynamoDBClient]":
    """A client of a program that runs until the session ends."""
    if not emulator.runs_here:
        pytest.skip(emulator.missing)
    if emulator.missing:
        pytest.fail(emulator.missing)
    with running(emulator, folders.mktemp(emulator.name)) as address:
        yield connected(address)


@pytest.fixture(name="aws", scope="module", params=["dynamodb", *EMULATED])
def _aws(request: pytest.FixtureRequest) -> "DynamoDBClient":
    """Whatever plays DynamoDB."""
    played: DynamoDBClient = request.getfixturevalue(request.param)
    return played


@pytest.fixture(name="engine", params=["sqlite-file", "sqlite-memory", "dynamodb", *EMULATED])
def _engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param.startswith("sqlite"):
        engine = SqliteEngine(tmp_path / "shop.db" if request.param == "sqlite-file" else None)
        yield engine
        engine.close()
        return
    aws = request.getfixturevalue(request.param)
    with a_table(aws) as table:
        yield DynamoEngine(aws, table)


@contextmanager
def a_table(aws: "DynamoDBClient") -> Iterator[str]:
    """The name of an empty table, which is gone afterwards."""
    table = next(TABLES)
    create_table(aws, table)
    yield table
    aws.delete_table(TableName=table)


@pytest.fixture(name="place", params=["sqlite-file", *EMULATED])
def _place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where several may write at once; never moto, whose transactions lose what others write."""
    if request.param == "sqlite-file":
        yield Place(path=tmp_path / "shop.db")
        return
    aws = request.getfixturevalue(request.param)
    with a_table(aws) as table:
        yield Place(address=aws.meta.endpoint_url, table=table)


@pytest.fixture(name="engines", params=["one-for-all", "one-each"])
def _engines(request: pytest.FixtureRequest, place: Place) -> Iterator[list[Engine]]:
    """Eight times the same engine, or eight engines on the same table."""
    with ExitStack() as stack:
        number = 1 if request.param == "one-for-all" else TOGETHER
        opened = [stack.enter_context(place.opened()) for _ in range(number)]
        yield opened * (TOGETHER // number)
