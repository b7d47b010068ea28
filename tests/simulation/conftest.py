"""A world is played in silence; whoever is tested next hears its own log again."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, name="own_log")
def _own_log() -> Iterator[None]:
    log = logging.getLogger("poincon")
    level = log.level
    yield
    log.setLevel(level)
