"""The engines that the store is proved on: SQLite in memory, and DynamoDB as moto plays it."""

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from functions.store.dynamodb import DynamoEngine, client, create_table
from functions.store.ledger import LedgerStore
from functions.store.sqlite import SqliteEngine
from tests.functions.store.faults import Faulty

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLES = (f"shelf-{number}" for number in count())


@pytest.fixture(name="dynamodb", scope="module")
def _dynamodb() -> "Iterator[DynamoDBClient]":
    """One client for the module: making one takes longer than most tests."""
    with mock_aws():
        yield client(region="eu-west-3")


@pytest.fixture(name="engine", params=["sqlite", "dynamodb"])
def _engine(request: pytest.FixtureRequest) -> Iterator[Faulty]:
    if request.param == "sqlite":
        memory = SqliteEngine(None)
        yield Faulty(memory)
        memory.close()
        return
    aws, table = request.getfixturevalue("dynamodb"), next(TABLES)
    create_table(aws, table)
    yield Faulty(DynamoEngine(aws, table))
    aws.delete_table(TableName=table)


@pytest.fixture(name="cards")
def _cards(engine: Faulty) -> LedgerStore:
    return LedgerStore(engine)
