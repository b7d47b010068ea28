"""The public function: join, the member's card, passes, Apple's web service."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from flask import Flask

from functions import wiring
from functions.web.app import create_app
from functions.web.apple_routes import APPLE
from functions.web.card_routes import CARD
from functions.web.join_routes import JOIN
from functions.web.operations import Operations

PUBLIC = Operations("Poinçon: the public function", JOIN, CARD, APPLE)


def create(house: wiring.House) -> Flask:
    """The Flask app of this function."""
    return create_app(PUBLIC, house.services, house.pages, stage=house.settings.stage, prefix="/v1")


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What Zappa calls; the app is made at the first request, not at import."""
    return _made(wiring.house())(environ, start_response)


@lru_cache(maxsize=1)
def _made(house: wiring.House) -> Flask:
    """Anew only for another house."""
    return create(house)
