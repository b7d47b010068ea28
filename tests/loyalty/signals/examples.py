"""Two signals and the names of whoever they are about."""

from loyalty.entry import CardId
from loyalty.signals.signal import Names, Signal
from tests.builders import at

OFTEN = Signal(
    key="often",
    count=16,
    of=6,
    first=at("2026-03-02 08:07"),
    last=at("2026-03-08 14:07"),
    tills=("counter",),
    cards=(CardId("ada"),),
)
UNDONE = Signal(
    key="undone",
    count=12,
    of=3,
    first=at("2026-03-03 11:02"),
    last=at("2026-03-03 17:24"),
    tills=("counter", "terrace"),
    staff=("zoe",),
)
NAMES = Names(
    tills={"counter": "Comptoir", "terrace": ""},
    staff={"zoe": "Zoé"},
    cards={CardId("ada"): "7K3M-9QXT"},
    people={CardId("ada"): "Ada"},
)
