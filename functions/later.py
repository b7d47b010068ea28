"""What is made when something is first asked of it: a start does not wait for all it may need."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


def later(make: Callable[[], T]) -> T:
    """Stands for what ``make`` gives, which is made once, whoever asks; an error is raised there.

    Attributes are passed on and so are calls, but it is no instance of the other's class.
    """
    return cast(T, _Later(make))


class _Later(Generic[T]):
    __slots__ = ("_made", "_make", "_making")

    _make: Callable[[], T]
    _made: list[T]
    _making: Lock

    def __init__(self, make: Callable[[], T]) -> None:
        for name, value in (("_make", make), ("_made", []), ("_making", Lock())):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._thing(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._thing(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._thing(), name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return cast(Any, self._thing())(*given, **named)

    def _thing(self) -> T:
        if not self._made:
            with self._making:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]
