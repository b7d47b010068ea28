"""The owner's function: the week, the members, the tills, the reports."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from flask import Flask

from functions import wiring
from functions.web.app import create_app
from functions.web.owner_routes import OWNER


def create(house: wiring.House) -> Flask:
    """The Flask app of this function."""
    return create_app(
        OWNER, house.services, house.pages, stage=house.settings.stage, prefix="/v1/owner"
    )


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What Zappa calls; the app is made at the first request, not at import."""
    return _made(wiring.house())(environ, start_response)


@lru_cache(maxsize=1)
def _made(house: wiring.House) -> Flask:
    """Anew only for another house."""
    return create(house)
