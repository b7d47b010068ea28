"""The engines that the contract is proved on, each new and empty for every test."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from functions.store.dynamodb import DynamoEngine, client, create_table
from functions.store.engine import Engine
from functions.store.sqlite import SqliteEngine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLES = (f"table-{number}" for number in count())


@pytest.fixture(name="dynamodb", scope="module")
def _dynamodb() -> "Iterator[DynamoDBClient]":
    """One client for the module: making one takes longer than most tests."""
    with mock_aws():
        yield client(region="eu-west-3")


@pytest.fixture(name="table")
def _table(dynamodb: "DynamoDBClient") -> Iterator[str]:
    table = next(TABLES)
    create_table(dynamodb, table)
    yield table
    dynamodb.delete_table(TableName=table)


@pytest.fixture(name="engine", params=["sqlite-file", "sqlite-memory", "dynamodb"])
def _engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "dynamodb":
        table = request.getfixturevalue("table")
        yield DynamoEngine(request.getfixturevalue("dynamodb"), table)
        return
    engine = SqliteEngine(tmp_path / "shop.db" if request.param == "sqlite-file" else None)
    yield engine
    engine.close()
