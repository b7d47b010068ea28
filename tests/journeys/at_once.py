"""Many requests at one moment, each from a client of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from werkzeug.test import Client

from functions.local.origin import origin
from tests.shop import Shop

Given = TypeVar("Given")
Answer = TypeVar("Answer")


def clients(shop: Shop, count: int) -> list[Client]:
    """So many phones' worth of clients of one server."""
    served = origin(shop.house)
    return [Client(served) for _ in range(count)]


def at_once(ask: Callable[[Given], Answer], given: Sequence[Given]) -> list[Answer]:
    """Each is asked in a thread of its own, and none begins before all are there."""
    ready = Barrier(len(given))

    def wait_and_ask(one: Given) -> Answer:
        ready.wait()
        return ask(one)

    with ThreadPoolExecutor(len(given)) as threads:
        return list(threads.map(wait_and_ask, given))
