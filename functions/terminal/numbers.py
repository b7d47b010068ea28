"""Numbers, weeks and instants as options take them; what is none is refused in words."""

import argparse
import re
from contextlib import suppress
from datetime import UTC, date, datetime

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def port(text: str) -> int:
    """A port to listen on."""
    return _whole(text, 1, 65_535, "a port from 1 to 65535")


def processes(text: str) -> int:
    """How many processes work at once."""
    return _whole(text, 1, 1_024, "a number of processes, from 1 to 1024")


def entries(text: str) -> int:
    """How many entries a ledger has."""
    return _whole(text, 0, 10**12, "a number of entries, as the mail gives it")


def week(text: str) -> str:
    """A week that the calendar has, as in 2026-W47."""
    if found := _WEEK.fullmatch(text.strip()):
        with suppress(ValueError):
            date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return found[0]
    raise _none(text, "a week, as in 2026-W47")


def digest(text: str) -> str:
    """A ledger's fingerprint."""
    if not re.fullmatch(r"[0-9a-f]{64}", text.strip().lower()):
        raise _none(text, "a fingerprint: 64 hexadecimal characters")
    return text.strip().lower()


def instant(text: str) -> datetime:
    """An instant with its zone."""
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(text.strip())
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    raise _none(text, "an instant in UTC, as in 2026-11-23T05:58Z")


def _whole(text: str, least: int, most: int, what: str) -> int:
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and least <= int(plain[:20]) <= most:
        return int(plain)
    raise _none(text, what)


def _none(text: str, what: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r} is not {what}")
