"""Whatever is done at the counter and at night, in whatever order, the ledger audits clean."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.journeys import audit
from functions.journeys.night import night
from tests.builders import program_data
from tests.shop import Phone, Shop

pytestmark = pytest.mark.long

DOING = ("earn", "earn", "earn", "redeem", "undo", "refund", "again", "night", "later", "freeze")
STEPS = st.lists(
    st.tuples(st.sampled_from(DOING), st.integers(0, 1), st.integers(0, 40)),
    min_size=4,
    max_size=20,
)
SWIFT = {"stamps__threshold": 3, "stamps__expires_months": 1, "limits__cooldown_minutes": 1}


class Counter:
    """Two customers, and what was done with their cards."""

    def __init__(self, shared: Path) -> None:
        self.shop = Shop(shared, data=program_data(**SWIFT))
        self.codes = [self.shop.join(name).code for name in ("Ada", "Ben")]
        self.done: list[list[dict[str, Any]]] = [[], []]

    def does(self, what: str, who: int, pick: int) -> None:
        """One step; what is refused leaves no trace."""
        if what == "later":
            self.shop.later(hours=pick * 5)
        elif what == "night":
            night(self.shop.later(hours=7).services)
        elif what == "freeze":
            self._freeze(pick)
        else:
            self._asks(self.shop.later(minutes=2).pair(), what, who, pick)

    def _asks(self, till: Phone, what: str, who: int, pick: int) -> None:
        code, done = self.codes[who], self.done[who]
        operation = done[pick % len(done)]["operation"] if done else "no-such-operation"
        answer = {
            "earn": lambda: till.earn(code, amount_minor=100 + pick, over_ready=True),
            "redeem": lambda: till.redeem(code),
            "undo": lambda: till.undo(code, operation),
            "refund": lambda: till.refund(code, operation),
            "again": lambda: till.earn(code, key=operation, amount_minor=1),
        }[what]()
        assert answer.status_code in (200, 201, 404, 409, 422), answer.text
        if answer.status_code == 201:
            done.append(answer.json)

    def _freeze(self, pick: int) -> None:
        audits, program = self.shop.services.audits, self.shop.program.id
        stories = list(audits.stories(program))
        story = stories[pick % 2]
        if pick % 3:
            audits.thaw(story)
        else:
            audits.freeze(story, "card-visits")


@given(STEPS)
@settings(max_examples=10, deadline=None)
def test_what_journeys_write_audits_clean(shared: Path, steps: list[tuple[str, int, int]]) -> None:
    counter = Counter(shared)

    for step in steps:
        counter.does(*step)

    services, program = counter.shop.services, counter.shop.program.id
    seen = audit.walk(services, program, [])
    assert seen.differences == []
    assert seen.entries == sum(
        len(services.cards.history(program, held.card.id)) for held in services.cards.every(program)
    )
