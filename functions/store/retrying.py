"""Trying again, where that is known to be safe: full jitter, bounded, then said aloud."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from functions.failures import StoreUnavailable
from functions.store.engine import Contended, Engine, EngineUnavailable, Operation

T = TypeVar("T")

TRIES = 6
BASE_SECONDS = 0.02
LONGEST_SECONDS = 0.6


def retrying(action: Callable[[], T], *, tries: int = TRIES) -> T:
    """Do it, again after contention or an engine that could not answer.

    Only for what is safe to send twice: reads, and writes whose conditions make a second
    one fail. Raises ``StoreUnavailable`` when the last try fails too.
    """
    reason = ""
    for attempt in range(tries):
        if attempt:
            longest = min(LONGEST_SECONDS, BASE_SECONDS * 2**attempt)
            time.sleep(random.uniform(0, longest))
        try:
            return action()
        except (Contended, EngineUnavailable) as failed:
            reason = str(failed)
    raise StoreUnavailable(reason)


def transact_once(
    engine: Engine, operations: Sequence[Operation], *, is_done: Callable[[], bool]
) -> None:
    """Do the transaction as ``retrying`` does, but never send twice what may have happened.

    After a failure that leaves it open whether anything was written, ``is_done`` looks before
    anything is sent again. Raises ``Cancelled``, ``StoreUnavailable``, and what ``is_done`` raises.
    """
    is_open = False

    def attempt() -> None:
        nonlocal is_open
        if is_open and is_done():
            return
        try:
            engine.transact(operations)
        except EngineUnavailable as lost:
            is_open = is_open or lost.unknown
            raise

    retrying(attempt)
