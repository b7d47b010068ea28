"""One JSON line per event. Never a name, an address, a token or a body."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(file: Path | None = None) -> None:
    """Send our own events to standard output or a file, and of the libraries only warnings."""
    handler = (
        logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler(sys.stdout)
    )
    handler.setFormatter(_JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("poincon").setLevel(logging.INFO)
