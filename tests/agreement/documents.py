"""Pages of ``docs/`` as tests read them: headings, tables, programs."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Document:
    """A page of ``docs/``, by its tables and its blocks of code."""

    def __init__(self, name: str) -> None:
        self.text = (ROOT / "docs" / name).read_text(encoding="utf-8")

    def section(self, heading: str) -> str:
        """What stands below a ``##`` heading."""
        parts = re.split(r"^## (.+)$", self.text, flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True))[heading]

    def headings(self) -> list[str]:
        """All ``##`` headings."""
        return re.findall(r"^## (.+)$", self.text, flags=re.MULTILINE)

    def rows(self, heading: str) -> list[list[str]]:
        """The cells of that section's table, without its head."""
        lines = re.findall(r"^\| (.+) \|$", self.section(heading), flags=re.MULTILINE)
        return [[cell.strip() for cell in line.split(" | ")] for line in lines[1:]]

    def python(self, heading: str) -> list[str]:
        """That section's blocks of Python."""
        return re.findall(r"^```python\n(.+?)^```", self.section(heading), re.M | re.S)
