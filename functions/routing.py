"""Which function answers which path: one table for the local server and for the CDN.

The first prefix that fits wins; what fits none is a static page.
"""

from typing import Literal, TypeAlias

Function: TypeAlias = Literal["public", "till", "owner"]

ROUTES: tuple[tuple[str, Function], ...] = (
    ("/v1/till/", "till"),
    ("/v1/owner/", "owner"),
    ("/v1/", "public"),
    ("/c/", "public"),
    ("/r/", "public"),
    ("/apple/", "public"),
)


def function_for(path: str) -> Function | None:
    """The function that answers, or ``None`` for a static page."""
    return next((function for prefix, function in ROUTES if path.startswith(prefix)), None)
