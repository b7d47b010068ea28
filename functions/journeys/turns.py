"""Each has its turn, a program or a report: what goes wrong with one holds up no other."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from functions.failures import OutsideError

log = logging.getLogger("poincon")

T = TypeVar("T")


def each_in_turn(
    those: Iterable[T], act: Callable[[T], None], named: Callable[[T], str]
) -> list[Exception]:
    """Do it for all of them; gives what was raised, so that the job can fail once all is done."""
    raised: list[Exception] = []
    for one in those:
        try:
            act(one)
        except OutsideError as error:
            raised.append(error)
        except Exception as error:  # what nobody foresaw of one shop must not stop all others
            log.exception("turn-failed", extra={"facts": {"turn": named(one)}})
            raised.append(error)
    return raised
