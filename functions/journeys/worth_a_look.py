"""What of a week is worth a look, and how whoever it is about is called."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

from functions.failures import Damaged
from functions.ports import Services
from functions.records import HeldCard
from loyalty.entry import CardId, Entry
from loyalty.errors import UnknownCard
from loyalty.program import Program
from loyalty.scan import LATEST_ARRIVAL
from loyalty.signals.notices import of_week
from loyalty.signals.rules import signals
from loyalty.signals.signal import Names, Signal
from loyalty.signals.watch import Watch
from passes import short_code


def worth_a_look(services: Services, program: Program, watch: Watch) -> tuple[Signal, ...]:
    """The signals of a week that has been folded."""
    begins, _ = watch.week.bounds(program.time_zone)
    earliest = begins - LATEST_ARRIVAL - timedelta(days=1)
    notices = of_week(program, watch.week, services.notices.since(program.id, earliest))
    about = {notice.card for notice in notices if notice.card}
    return signals(program, watch, notices, dict(_histories(services, program, about)))


def names(services: Services, program: Program, found: Sequence[Signal]) -> Names:
    """Who these signals are about; nothing is read where there are none."""
    if not found:
        return Names()
    held = list(_cards(services, program, {card for one in found for card in one.cards}))
    return Names(
        tills={device.id: device.name for device in services.devices.every(program.id)},
        staff={member.id: member.name for member in services.staff.every(program.id)},
        cards={one.card.id: short_code.shown(one.short_code) for one in held},
        people={one.card.id: one.member.first_name for one in held if one.member},
    )


def _histories(
    services: Services, program: Program, wanted: Iterable[CardId]
) -> Iterator[tuple[CardId, Sequence[Entry]]]:
    for card in sorted(wanted):
        with suppress(Damaged):
            yield card, services.cards.history(program.id, card)


def _cards(services: Services, program: Program, wanted: Iterable[CardId]) -> Iterable[HeldCard]:
    for card in sorted(wanted):
        with suppress(UnknownCard, Damaged):
            yield services.cards.head(program.id, card)
