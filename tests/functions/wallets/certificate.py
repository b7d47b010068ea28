"""A chain that looks like Apple's: everything of the development chain but its name."""

from datetime import datetime, timedelta

import pytest

from passes.apple import development
from passes.apple.development import DevelopmentChain, make_chain
from passes.apple.identity import Identity

PASS_TYPE = "pass.fr.cafe-poincon"
TEAM = "A1B2C3D4E5"
AGE = timedelta(days=3650)
"""TLS looks at the real clock and a shop of a test at its own: it is valid for both."""


def real_looking_chain(now: datetime, age: timedelta = AGE) -> DevelopmentChain:
    """A pass certificate issued by somebody else than our own development authority."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(development, "_CLOCK_SLACK", age)
        changed.setattr(development, "INTERMEDIATE_NAME", "Some Authority G4")
        return make_chain(PASS_TYPE, TEAM, now)


def identity_of(chain: DevelopmentChain) -> Identity:
    files = (chain.certificate, chain.key, chain.intermediate)
    return Identity.load(*files, pass_type_id=PASS_TYPE, team_id=TEAM)
