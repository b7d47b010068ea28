"""One development chain for all: its key takes most of the time."""

import pytest

from passes.apple.development import DevelopmentChain, make_chain
from passes.apple.identity import Identity
from tests.passes.apple.sample import NOW, PASS_TYPE, TEAM


@pytest.fixture(name="chain", scope="session")
def _chain() -> DevelopmentChain:
    return make_chain(PASS_TYPE, TEAM, NOW)


@pytest.fixture(name="identity", scope="session")
def _identity(chain: DevelopmentChain) -> Identity:
    return Identity.load(
        chain.certificate,
        chain.key,
        chain.intermediate,
        pass_type_id=PASS_TYPE,
        team_id=TEAM,
    )
