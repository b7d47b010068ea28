"""``pass.json``: what a store card says, in Apple's words.

A translation and nothing more: no key is written that has nothing to say, because readers
other than Apple's stumble over ``null`` and ``""``. The stamps are the strip image; they are
text too (the header), since neither VoiceOver nor a watch sees the strip, and no primary field
is ever written, since it would lie on top of them.
"""

import html
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from loyalty.wallet_options import Action, Nfc
from passes.content import Field, Nearby, PassContent

MOST_UNDER_STRIP = 4
"""Secondary and auxiliary fields together, where the barcode is square."""

MOST_PLACES = 10
"""So many places does a phone watch for; it leaves out the others without a word."""

_SHORTEST_TOKEN = 16
_HTTPS = "https://"


def document(
    content: PassContent,
    *,
    pass_type_id: str,
    team_id: str,
    web_service_url: str,
    authentication_token: str,
) -> dict[str, Any]:
    """Say the content as the mapping that becomes ``pass.json``.

    Serial number and token can never change for a pass that is out. Raises ``ValueError`` for
    what a phone refuses or loses without a word: see ``_mistakes``.

    https://developer.apple.com/documentation/walletpasses/pass
    """
    for mistake in _mistakes(content, authentication_token):
        raise ValueError(mistake)
    said = {
        "formatVersion": 1,
        "passTypeIdentifier": pass_type_id,
        "teamIdentifier": team_id,
        "serialNumber": content.serial,
        "organizationName": content.program_name,
        "description": content.description,
        "logoText": logo_text(content),
        "backgroundColor": _rgb(content.brand.background),
        "foregroundColor": _rgb(content.brand.foreground),
        "labelColor": _rgb(content.brand.label),
        "webServiceURL": web_service_url,
        "authenticationToken": authentication_token,
        "barcodes": [] if content.is_replaced else [_barcode(content)],
        **_life(content),
        **_reach(content),
        "storeCard": _fields(content),
    }
    return {key: value for key, value in said.items() if value}


def logo_text(content: PassContent) -> str:
    """The shop's name beside its logo, unless the logo says it."""
    brand = content.brand
    return "" if brand.logo and brand.logo_says_name else content.program_name


def linked(field: Field) -> str | None:
    """An address as a link that says what is there, else where it leads; ``None``: it is none."""
    value = str(field.value)
    if not value.startswith(_HTTPS) or len(value.split()) > 1:
        return None
    said = field.link or value.removeprefix(_HTTPS).partition("/")[0]
    return f'<a href="{html.escape(value)}">{html.escape(said)}</a>'


def _mistakes(content: PassContent, token: str) -> Iterator[str]:
    fields = content.fields
    keys = [field.key for field in fields]
    if len(keys) > len(set(keys)):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        yield f"field keys used twice: {', '.join(twice)}"
    under = len(content.secondary) + len(content.auxiliary)
    if under > MOST_UNDER_STRIP:
        yield f"{under} fields under the strip, {MOST_UNDER_STRIP} fit"
    told = [field.key for field in fields if field.change]
    if len(told) > 1:
        yield f"only one field may say that it changed: {', '.join(told)}"
    if len(content.nearby) > MOST_PLACES:
        yield f"{len(content.nearby)} places, a phone knows {MOST_PLACES}"
    if content.expires_at and content.expires_at.tzinfo is None:
        yield "the end of a pass needs its offset from UTC"
    if len(token) < _SHORTEST_TOKEN:
        yield f"an authentication token has at least {_SHORTEST_TOKEN} characters"


def _life(content: PassContent) -> dict[str, Any]:
    """Until when the card is good, and whether it still is."""
    end = content.expires_at
    return {"expirationDate": _date(end) if end else None, "voided": content.voided}


def _reach(content: PassContent) -> dict[str, Any]:
    """Where a phone brings the card up, and what it and a reader may do with it."""
    options, places = content.options, [_location(nearby) for nearby in content.nearby]
    return {
        "locations": places,
        "maxDistance": options.nearby_metres if places else None,
        "sharingProhibited": options.sharing_prohibited,
        "featuredActions": [_action(action) for action in options.actions],
        "nfc": _nfc(options.nfc, content.scan_code) if options.nfc else None,
    }


def _location(nearby: Nearby) -> dict[str, Any]:
    place = {"latitude": nearby.place.latitude, "longitude": nearby.place.longitude}
    return {**place, "relevantText": nearby.text} if nearby.text else place


def _action(action: Action) -> dict[str, str]:
    return {"identifier": action.id, "type": action.type, "url": action.url}


def _nfc(nfc: Nfc, message: str) -> dict[str, Any]:
    said = {"message": message, "encryptionPublicKey": nfc.public_key}
    return {**said, "requiresAuthentication": True} if nfc.needs_unlocking else said


def _fields(content: PassContent) -> dict[str, list[dict[str, str]]]:
    groups = {
        "headerFields": [_field(content.header)],
        "secondaryFields": [_field(field) for field in content.secondary if field.value != ""],
        "auxiliaryFields": [_field(field) for field in content.auxiliary if field.value != ""],
        "backFields": [_back_field(field) for field in content.back if field.value != ""],
    }
    return {name: group for name, group in groups.items() if group}


def _field(field: Field) -> dict[str, str]:
    """Values go as text: some readers show a JSON number as nothing."""
    said = {"key": field.key, "label": field.label, "value": str(field.value)}
    if field.change:
        said["changeMessage"] = field.change
    if not field.label:
        del said["label"]
    return said


def _back_field(field: Field) -> dict[str, str]:
    said = _field(field)
    if link := linked(field):
        said["attributedValue"] = link  # a watch shows the plain value, so that stays
    return said


def _barcode(content: PassContent) -> dict[str, str]:
    return {
        "format": "PKBarcodeFormatQR",
        "message": content.scan_code,
        "messageEncoding": "iso-8859-1",
        "altText": content.short_code,
    }


def _date(moment: datetime) -> str:
    """W3C's form to the minute: the only one that every reader takes."""
    return moment.isoformat(timespec="minutes")


@lru_cache(maxsize=256)
def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
