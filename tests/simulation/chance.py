"""Whatever the product leaves to chance or to the machine's clock, drawn from one seed instead."""

import random
import secrets
import string
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

_ROOMS = ("functions.", "passes.", "loyalty.")


class Seeded:
    """Chooses by a seed: who goes on, and how many milliseconds a turn takes."""

    def __init__(self, random_: random.Random) -> None:
        self._random = random_

    def worker(self, ready: int) -> int:
        return self._random.randrange(ready) if ready > 1 else 0

    def turn(self) -> timedelta:
        return timedelta(microseconds=self._random.randrange(4000))


class Secrets:
    """Stands in for the module ``secrets``: unguessable no more, but the same in every run."""

    def __init__(self, random_: random.Random) -> None:
        self._random = random_

    def token_bytes(self, size: int) -> bytes:
        return self._random.randbytes(size)

    def token_hex(self, size: int) -> str:
        return self._random.randbytes(size).hex()

    def token_urlsafe(self, size: int) -> str:
        return "".join(self.choice(string.ascii_letters) for _ in range(size))

    def choice(self, of: Sequence[Any]) -> Any:
        return self._random.choice(of)


@contextmanager
def ruled(
    now: Callable[[], datetime], random_: random.Random, sleep: Callable[[float], None]
) -> Iterator[None]:
    """Inside, nothing of the product asks the machine for the time or for chance."""
    clock = SimpleNamespace(sleep=sleep, monotonic=lambda: now().timestamp())
    stands_in: dict[ModuleType, object] = {
        time: clock,
        random: random_,
        secrets: Secrets(random_),
    }
    with ExitStack() as stack:
        for module in _product():
            for name in ("time", "random", "secrets"):
                if (known := vars(module).get(name)) in (time, random, secrets):
                    stack.enter_context(patch.object(module, name, stands_in[known]))
        yield


def _product() -> list[ModuleType]:
    """Every module of ours that has been imported."""
    return [module for name, module in list(sys.modules.items()) if name.startswith(_ROOMS)]
