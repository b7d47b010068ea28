"""What the tills asked for and what they were told: their own book, beside the ledger."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from functions.failures import DeviceRevoked, OutsideError, TooManyScans
from functions.journeys import scan
from functions.journeys.writing import Outcome
from functions.ports import Services
from functions.records import Device
from loyalty.entry import OperationId
from loyalty.errors import LoyaltyError
from loyalty.purchase import Purchase
from tests.simulation.engine import Simulated
from tests.simulation.scheduler import Killed

LATEST_ARRIVAL = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a till was told: the entry's hash, what it changed, what the card held, the visit."""

    hash: str
    kind: str
    changes: tuple[Any, ...]
    balance: tuple[tuple[str, int], ...]
    visit: int
    seq: int
    card: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One no: of what, asked when, and between which two commits it was made up.

    ``faults`` are those that befell the operation meanwhile.
    """

    code: str
    asked_at: datetime
    happened_at: datetime
    since: int
    until: int
    faults: int


@dataclass(slots=True, kw_only=True, eq=False)
class Request:
    """One operation: its id was made before it was sent, and it is sent until it is answered.

    ``under_way`` are copies of it that somebody still works on. ``refused`` is the first final
    refusal, ``alone`` whether no other copy was under way then, or one had been answered.
    """

    id: str
    kind: str
    program: str
    card: str
    code: str
    till: str
    made_at: datetime
    body: dict[str, Any]
    answers: list[Answer] = field(default_factory=list)
    refused: str = ""
    alone: bool = True
    under_way: int = 0
    deliveries: int = 0
    faults: int = 0
    oddities: int = 0
    """What befell it outside of the store: sent twice, kept back, out of order, killed."""
    broke: str = ""
    """An error that nobody foresaw."""
    refusals: list[Refusal] = field(default_factory=list)
    """Every no that it ever got, also those after which it was sent again."""

    @property
    def is_final(self) -> bool:
        """Whether the till has crossed it out."""
        return bool(self.answers or self.refused)

    @property
    def suffered(self) -> bool:
        """Whether anything went wrong with it."""
        return bool(self.faults or self.oddities)


class ShutOut(Exception):
    """The phone may say nothing any more."""


class Wait(Exception):
    """Not now: send it again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


def deliver(
    services: Services, device: Device, request: Request, engine: Simulated, skew: timedelta
) -> None:
    """Send it once, and write down what comes back; raises ``ShutOut`` or ``Wait``."""
    worker = engine.scheduler.worker
    assert worker
    refuse = _refuser(request, engine, services.clock(), skew)
    before, worker.request = worker.request, request
    request.deliveries += 1
    request.under_way += 1
    try:
        _record(request, carry_out(services, device, request, services.clock() + skew))
    except Killed:
        worker.is_gone = False
        raise Wait(1.0) from None
    except (OutsideError, LoyaltyError) as refusal:
        refuse(refusal.code)
        _take_no(request, refusal)
    except Exception as unforeseen:
        request.broke = repr(unforeseen)
        raise Wait(2.0) from unforeseen
    finally:
        request.under_way -= 1
        worker.request = before


def carry_out(services: Services, device: Device, request: Request, sent_at: datetime) -> Outcome:
    """Ask the journeys as the till's routes do."""
    asked = scan.Asked(
        operation=OperationId(request.id),
        code=request.code,
        made_at=request.made_at,
        sent_at=sent_at,
        body=request.body,
    )
    return _JOURNEYS[request.kind](services, device, asked, request.body)


def _record(request: Request, outcome: Outcome) -> None:
    entry = outcome.entry
    assert entry
    answer = Answer(
        hash=entry.hash,
        kind=entry.kind.value,
        changes=tuple((c.account, c.units, c.expires_on) for c in entry.changes),
        balance=tuple(sorted(outcome.card.balances.items())),
        visit=entry.visit,
        seq=entry.seq,
        card=outcome.card,
    )
    request.answers.append(answer)


def _refuser(
    request: Request, engine: Simulated, asked_at: datetime, skew: timedelta
) -> Callable[[str], None]:
    """Writes a no down, with the time that lay between the customer and the question."""
    since, faults = len(engine.commits), request.faults
    waited = min(max(asked_at + skew - request.made_at, timedelta(0)), LATEST_ARRIVAL)

    def refuse(code: str) -> None:
        refusal = Refusal(
            code=code,
            asked_at=asked_at,
            happened_at=asked_at - waited,
            since=since,
            until=len(engine.commits),
            faults=request.faults - faults,
        )
        request.refusals.append(refusal)

    return refuse


def _take_no(request: Request, refusal: OutsideError | LoyaltyError) -> None:
    """What a till does about it: go on asking, be silent for good, or cross it out."""
    if isinstance(refusal, OutsideError):
        raise Wait(2.0) from None
    if isinstance(refusal, TooManyScans):
        raise Wait(float(refusal.facts["retry_seconds"])) from None
    if isinstance(refusal, DeviceRevoked):
        raise ShutOut() from None
    if not request.refused:
        request.refused = refusal.code
        request.alone = request.under_way == 1 or bool(request.answers)


def _earn(services: Services, device: Device, asked: scan.Asked, body: dict[str, Any]) -> Outcome:
    bought = Purchase(units=body.get("units", 1), amount_minor=body.get("amount_minor"))
    return scan.earn(services, device, asked, bought, over_ready=body["over_ready"])


def _redeem(services: Services, device: Device, asked: scan.Asked, body: dict[str, Any]) -> Outcome:
    amount = body.get("amount_minor")
    return scan.redeem(
        services, device, asked, reward=body["reward"], amount_minor=amount, donate=False
    )


def _undo(services: Services, device: Device, asked: scan.Asked, body: dict[str, Any]) -> Outcome:
    return scan.undo(services, device, asked, operation=OperationId(body["operation"]))


def _refund(services: Services, device: Device, asked: scan.Asked, body: dict[str, Any]) -> Outcome:
    units, amount = body.get("units"), body.get("amount_minor")
    is_part = units is not None or amount is not None
    back = Purchase(units=units or 0, amount_minor=amount) if is_part else None
    operation = OperationId(body["operation"])
    return scan.refund(services, device, asked, operation=operation, back=back)


def _grant(services: Services, device: Device, asked: scan.Asked, body: dict[str, Any]) -> Outcome:
    return scan.grant(services, device, asked, what=body["what"], told="")


_JOURNEYS: dict[str, Callable[[Services, Device, scan.Asked, dict[str, Any]], Outcome]] = {
    "earn": _earn,
    "redeem": _redeem,
    "reverse": _undo,
    "refund": _refund,
    "grant": _grant,
}
