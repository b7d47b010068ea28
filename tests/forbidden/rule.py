"""What a rule is: what it finds, code that breaks it, code that only looks so, and where it may."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.forbidden.reading import Source, sources

PRODUCT = ("functions", "passes", "loyalty")
EVERYTHING = (*PRODUCT, "infra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``find`` gives the lines that break it.

    ``allowed`` maps a place to the reason why it is right there: a file, a file and a function
    in it, or a folder that ends in a slash.
    """

    name: str
    find: Callable[[Source], Iterable[int]]
    breaks: tuple[str, ...]
    keeps: tuple[str, ...]
    rooms: tuple[str, ...] = PRODUCT
    endings: tuple[str, ...] = (".py",)
    allowed: Mapping[str, str] = field(default_factory=dict)

    def found(self) -> list[str]:
        """Every place that breaks it, allowed or not, and the line."""
        return [
            f"{source.place(line)}:{line}"
            for source in sources(self.rooms, self.endings)
            for line in sorted(set(self.find(source)))
        ]

    def breaches(self, places: Sequence[str]) -> list[str]:
        """The places where it is broken and may not be."""
        return [place for place in places if not any(_in(place, a) for a in self.allowed)]

    def unused(self, places: Sequence[str]) -> list[str]:
        """What is allowed and not done: a hole that nothing needs."""
        return [allowed for allowed in self.allowed if not any(_in(p, allowed) for p in places)]

    def finds(self, text: str) -> bool:
        """Whether it finds something in a file of that text."""
        return any(True for _ in self.find(Source(f"planted{self.endings[0]}", text)))


def _in(place: str, allowed: str) -> bool:
    named, _, _ = place.rpartition(":")
    if allowed.endswith("/"):
        return named.startswith(allowed)
    return named == allowed or named.startswith((f"{allowed} ", f"{allowed}."))
