"""What of a watched week is remarkable: signals, the most telling first, each card once."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from loyalty.entry import CardId
from loyalty.program import Program
from loyalty.signals.cards import OF_ONE_CARD, cards
from loyalty.signals.comparing import compared
from loyalty.signals.notices import Histories, Notice, noticed, of_week
from loyalty.signals.signal import KEYS, Signal
from loyalty.signals.tills import tills
from loyalty.signals.watch import Watch

NO_HISTORIES: Histories = MappingProxyType({})


def signals(
    program: Program,
    watch: Watch,
    notices: Sequence[Notice] = (),
    histories: Histories = NO_HISTORIES,
) -> tuple[Signal, ...]:
    """All that is remarkable; nothing in most weeks.

    ``notices`` are of any time; those of the week count. ``histories`` are of their cards.
    """
    found = [
        *noticed(of_week(program, watch.week, notices), histories),
        *cards(watch),
        *compared(watch),
        *tills(program, watch),
    ]
    found.sort(key=lambda one: (KEYS.index(one.key), -one.count, one.tills, one.cards))
    return tuple(_each_card_once(found))


def _each_card_once(found: Sequence[Signal]) -> Iterator[Signal]:
    told: set[CardId] = set()
    for signal in found:
        if signal.key in OF_ONE_CARD:
            if signal.cards[0] in told:
                continue
            told.add(signal.cards[0])
        yield signal
