"""``pass.json``: what a store card says, in Apple's words.

A translation and nothing more: no key is written that has nothing to say, because readers
other than Apple's stumble over ``null`` and ``""``. The stamps are the strip image; they are
text too (the header), since neither VoiceOver nor a watch sees the strip.
"""

import html
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from passes.content import Field, PassContent

MOST_UNDER_STRIP = 4
"""Secondary and auxiliary fields together, where the barcode is square."""

_SHORTEST_TOKEN = 16


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
    what a phone refuses without a word: a field key used twice, more than four fields under the
    strip, a token of fewer than 16 characters.

    https://developer.apple.com/documentation/walletpasses/pass
    """
    _check(content, authentication_token)
    return {
        "formatVersion": 1,
        "passTypeIdentifier": pass_type_id,
        "teamIdentifier": team_id,
        "serialNumber": content.serial,
        "organizationName": content.program_name,
        "description": content.description,
        "logoText": content.program_name,
        "backgroundColor": _rgb(content.brand.background),
        "foregroundColor": _rgb(content.brand.foreground),
        "labelColor": _rgb(content.brand.label),
        "webServiceURL": web_service_url,
        "authenticationToken": authentication_token,
        "barcodes": [_barcode(content)],
        "storeCard": _fields(content),
    }


def _check(content: PassContent, token: str) -> None:
    under = (*content.secondary, *content.auxiliary)
    keys = Counter(field.key for field in (content.header, *under, *content.back))
    twice = sorted(key for key, times in keys.items() if times > 1)
    if twice:
        raise ValueError(f"field keys used twice: {', '.join(twice)}")
    if len(under) > MOST_UNDER_STRIP:
        raise ValueError(f"{len(under)} fields under the strip, {MOST_UNDER_STRIP} fit")
    if len(token) < _SHORTEST_TOKEN:
        raise ValueError(f"an authentication token has at least {_SHORTEST_TOKEN} characters")


def _fields(content: PassContent) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, Iterable[Field]] = {
        "headerFields": (content.header,),
        "secondaryFields": content.secondary,
        "auxiliaryFields": content.auxiliary,
    }
    fields = {name: [_field(field) for field in group] for name, group in groups.items()}
    fields["backFields"] = [_back_field(field) for field in content.back]
    return {name: group for name, group in fields.items() if group}


def _field(field: Field) -> dict[str, str]:
    """Values go as text: some readers show a JSON number as nothing."""
    said = {"key": field.key, "label": field.label, "value": str(field.value)}
    if field.change:
        said["changeMessage"] = field.change
    return {key: value for key, value in said.items() if value}


def _back_field(field: Field) -> dict[str, str]:
    said, value = _field(field), str(field.value)
    if value.startswith("https://") and not any(character.isspace() for character in value):
        # A watch shows the plain value, so it stays next to the link.
        host = urlsplit(value).hostname or value
        said["attributedValue"] = f'<a href="{html.escape(value)}">{html.escape(host)}</a>'
    return said


def _barcode(content: PassContent) -> dict[str, str]:
    return {
        "format": "PKBarcodeFormatQR",
        "message": content.scan_code,
        "messageEncoding": "iso-8859-1",
        "altText": content.short_code,
    }


def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
