"""The table to move to, on an emulated AWS, for this process and for those that it starts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from functions.store.dynamodb import create_table
from tests.contracts.emulators import MINISTACK, NOBODY, REGION, connected, running

TABLE = "poincon"
TARGET = f"dynamodb:{TABLE}"


@contextmanager
def an_empty_table(folder: Path) -> Iterator[None]:
    """It is there, and every client of AWS finds it."""
    with running(MINISTACK, folder) as address:
        create_table(connected(address), TABLE)
        found = {"AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": REGION, **NOBODY}
        with patch.dict(os.environ, found):
            yield
