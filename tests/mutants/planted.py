"""All bugs that are planted, in the order in which a scan meets them."""

from tests.mutants.mutant import Mutant
from tests.mutants.of_the_journeys import JOURNEYS
from tests.mutants.of_the_rules import RULES
from tests.mutants.of_the_store import STORE

MUTANTS: tuple[Mutant, ...] = (*RULES, *JOURNEYS, *STORE)
