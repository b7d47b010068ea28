"""Replacing a lost card at a till."""

from typing import Any

from functions.journeys import replace
from functions.web import schemas
from functions.web.operations import Call, Operations
from functions.web.till_asked import WRITE, asked, status
from passes import short_code


def declare(operations: Operations) -> None:
    """Add the operation."""

    @operations.add(
        **WRITE,
        path="/v1/till/replacements",
        name="replace",
        summary="A lost card gets another code; every older one is void",
        body=schemas.REPLACEMENT,
        answers={
            201: ("Replaced", schemas.REPLACED),
            200: ("Replaced before: the first answer again", schemas.REPLACED),
        },
    )
    def replacement(call: Call) -> tuple[dict[str, Any], int, dict[str, str]]:
        """The new card, for the customer's next phone to read off the screen."""
        import segno  # noqa: PLC0415 no other operation of a till draws

        from functions.journeys.face import card_url  # noqa: PLC0415 nor shows a card's face

        done = replace.replace_card(call.services, call.who, asked(call))
        url = card_url(call.services, done.held)
        shown = {
            "first_name": done.held.member.first_name if done.held.member else "",
            "card_url": url,
            "qr": segno.make(url, error="m").svg_data_uri(border=4, scale=6, light="#fff"),
            "short_code": short_code.shown(done.held.short_code),
        }
        return shown, *status(replayed=done.replayed)
