"""Every figure, one a line: ``name value unit``; the same in ``out/bench.json``."""

import json
import sys
from pathlib import Path

from bench import audit, cost, imports, passes, rules, scale, scan


def main() -> int:
    """Measure, print as it goes, and keep."""
    figures: dict[str, dict[str, float | str]] = {}
    for part in (rules, passes, scan, cost, audit, imports, scale):
        for name, value, unit in part.figures():
            print(f"{name} {value:.4g} {unit}", flush=True)
            figures[name] = {"value": value, "unit": unit}
    out = Path("out/bench.json")
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
