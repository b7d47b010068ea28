"""A planted bug: one place of the code, as it is and as it must not be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """``before`` occurs once in ``file``. ``why`` says what would go wrong in a shop.

    ``near`` are the tests that should find it, tried first. ``equivalent`` is the reason why
    nobody could tell the difference; empty for a bug.
    """

    name: str
    file: str
    before: str
    after: str
    why: str
    near: tuple[str, ...]
    equivalent: str = ""

    def planted(self, text: str) -> str:
        """The file's text with the bug in it; raises ``ValueError`` where it has no place."""
        if text.count(self.before) != 1:
            raise ValueError(f"{self.name}: its place is in {self.file} {text.count(self.before)}x")
        return text.replace(self.before, self.after)
