"""Which function answers which path: one table for the local server and for the CDN.

The first prefix that fits wins; what fits none is a static page.
"""

from typing import Literal, TypeAlias

from loyalty.language import LANGUAGES, Language

Function: TypeAlias = Literal["public", "till", "owner"]

ROUTES: tuple[tuple[str, Function], ...] = (
    ("/v1/till/", "till"),
    ("/v1/owner/", "owner"),
    ("/v1/", "public"),
    ("/c/", "public"),
    ("/r/", "public"),
    ("/apple/", "public"),
)


def room_path(room: str, language: Language) -> str:
    """Our own rooms lie at a short address in the first language, below it in the others."""
    return f"/{room}/" if language == LANGUAGES[0] else f"/{room}/{language}/"


def function_for(path: str) -> Function | None:
    """The function that answers, or ``None`` for a static page."""
    return next((function for prefix, function in ROUTES if path.startswith(prefix)), None)
