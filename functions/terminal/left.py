"""Whether the shop is still where a command looks for it, or moves, or has moved."""

import sys
from pathlib import Path

from functions.settings import Settings
from functions.store import keys
from functions.store.leaving import CLOSED, LIVE, MOVED, left, refusal
from functions.store.retrying import retrying
from loyalty.errors import BadConfiguration


def refuse_left(settings: Settings, *, serving: bool) -> None:
    """Nobody serves a shop that has moved, or one that is there in part.

    Raises ``BadConfiguration``. Other commands may still read the old file, and are told of it.
    """
    kind, place = settings.store
    if kind == "dynamodb":
        _refuse_part(place)
    elif place and (begun := left(Path(place))):
        is_shut = begun.state in (CLOSED, MOVED)
        if is_shut and serving:
            raise _elsewhere(place, begun.target, begun.state)
        said = "This is the old store of" if is_shut else "The shop in this file is moving to"
        sys.stderr.write(f"{said} {begun.target} (since {begun.since}).\n")


def _elsewhere(place: str, target: str, state: str) -> BadConfiguration:
    if state == MOVED:
        return refusal(
            place, f"is where the shop was: it is in {target}", f"POINCON_STORE={target}"
        )
    reason = f"is closed by a move to {target} that was cut off"
    return refusal(
        place, reason, f"poincon move {target} goes on, poincon move --open-again ends it"
    )


def _refuse_part(table: str) -> None:
    from functions.store import dynamodb  # noqa: PLC0415 (boto takes long, and is rarely needed)

    engine = dynamodb.DynamoEngine(dynamodb.client(), table)
    mark = retrying(lambda: engine.get(keys.moving()))
    if mark and mark["state"] != LIVE:
        reason = "holds a part of a shop: its move is not over, or was given up"
        raise refusal(
            f"dynamodb:{table}", reason, f"poincon move dynamodb:{table}, from the old store"
        )
