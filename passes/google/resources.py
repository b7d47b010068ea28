"""A card's face in Google's words: the class that all cards of a program share, and the object.

Nothing here speaks to Google. Every array and every text that the shop may change is always
present, because a PATCH leaves alone what it does not name and replaces arrays whole.
Google fetches images itself, from public https addresses only: an image elsewhere is not named
at all, since one dead address makes the whole save fail.

https://developers.google.com/wallet/retail/loyalty-cards/rest/v1/loyaltyclass
https://developers.google.com/wallet/retail/loyalty-cards/rest/v1/loyaltyobject
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from loyalty.language import Language
from passes.content import Field, PassContent, Progress

Resource: TypeAlias = dict[str, Any]
ImageUrl: TypeAlias = Callable[[str], str]
"""Where the picture of that name can be fetched; ``LOGO`` and ``hero_image`` are the names."""

State: TypeAlias = Literal["ACTIVE", "INACTIVE"]

LOGO = "google/logo.png"
"""Square, 660 pixels or more, filled to the edge: Google cuts the circle."""

_MOST_ROWS = 3
_MOST_TEXTS = 10
_SUFFIX = re.compile(r"[A-Za-z0-9._-]+")
_ROW_SHAPES: Mapping[int, tuple[str, tuple[str, ...]]] = {
    1: ("oneItem", ("item",)),
    2: ("twoItems", ("startItem", "endItem")),
    3: ("threeItems", ("startItem", "middleItem", "endItem")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The few words that only Google's layout asks for, within the lengths that it shows."""

    program: str
    holder: str
    code: str
    ready: str
    card: str


_WORDS: Mapping[Language, _Words] = {
    "fr": _Words(
        program="Carte de fidélité",
        holder="Titulaire",
        code="Code",
        ready="Offerts",
        card="Voir ma carte",
    ),
    "en": _Words(
        program="Loyalty card",
        holder="Holder",
        code="Code",
        ready="Free",
        card="See my card",
    ),
}


def class_id(issuer_id: str, program_id: str) -> str:
    """The program's class: one for good, as Google lets no class be deleted."""
    return _identifier(issuer_id, program_id)


def object_id(issuer_id: str, serial: str) -> str:
    """The card's object. The serial must not be guessable: the id is in the save link."""
    return _identifier(issuer_id, serial)


def hero_image(progress: Progress) -> str:
    """The name of the picture of so many stamps, 1032 x 336 pixels."""
    return f"google/hero-{progress.image}.png"


def loyalty_class(
    content: PassContent, *, issuer_id: str, image_url: ImageUrl, homepage: str
) -> Resource:
    """What all cards of the program share, from any one of them; nothing of a person is in it.

    Without an https address for ``LOGO`` there is no ``programLogo``, and Google refuses to
    insert the class (400): cards can be saved once the shop's pages are public.
    https://developers.google.com/wallet/retail/loyalty-cards/rest/v1/loyaltyclass
    """
    words = _WORDS[content.language]
    return {
        "id": class_id(issuer_id, content.program_id),
        "reviewStatus": "UNDER_REVIEW",
        "issuerName": content.program_name,
        "localizedIssuerName": _localized(content, content.program_name),
        "programName": words.program,
        "localizedProgramName": _localized(content, words.program),
        "accountNameLabel": words.holder,
        "localizedAccountNameLabel": _localized(content, words.holder),
        "accountIdLabel": words.code,
        "localizedAccountIdLabel": _localized(content, words.code),
        "hexBackgroundColor": content.shared_background or content.brand.background,
        "homepageUri": {"id": "home", "uri": homepage, "description": content.program_name},
        "multipleDevicesAndHoldersAllowedStatus": "ONE_USER_ALL_DEVICES",
        "classTemplateInfo": {"cardTemplateOverride": {"cardRowTemplateInfos": _rows(content)}},
        **_image(content, "programLogo", image_url(LOGO), content.program_name),
    }


def loyalty_object(
    content: PassContent, *, issuer_id: str, image_url: ImageUrl, state: State = "ACTIVE"
) -> Resource:
    """One card as it is now. ``INACTIVE`` retires it: no object can be deleted at Google.

    One that was replaced keeps its link, which leads to a page that says so.
    Without an https address for the stamps there is no ``heroImage``; the card is then
    accepted and shows its balance as text only.
    https://developers.google.com/wallet/retail/loyalty-cards/rest/v1/loyaltyobject
    """
    words = _WORDS[content.language]
    said = f"{content.header.label} {content.header.value}"
    return {
        "id": object_id(issuer_id, content.serial),
        "classId": class_id(issuer_id, content.program_id),
        "state": "INACTIVE" if content.is_replaced else state,
        "accountId": content.short_code,
        # A name that is gone must be overwritten: a PATCH without one would leave it there.
        "accountName": content.member_name or content.short_code,
        "loyaltyPoints": _points(content.header),
        "secondaryLoyaltyPoints": {
            "label": words.ready,
            "balance": {"int": content.progress.ready},
        },
        "barcode": _barcode(content),
        "textModulesData": [_text(field) for field in _texts(content)],
        **_link(content, words),
        **_image(
            content, "heroImage", image_url(content.picture(hero_image(content.progress))), said
        ),
    }


def _identifier(issuer_id: str, suffix: str) -> str:
    if _SUFFIX.fullmatch(suffix) is None:
        raise ValueError(f"Google allows letters, digits, '.', '_' and '-' only: {suffix!r}")
    return f"{issuer_id}.{suffix}"


def _points(field: Field) -> Resource:
    # Always text: a PATCH from a number to a text would leave the object with two balances.
    return {"label": field.label, "balance": {"string": str(field.value)}}


def _barcode(content: PassContent) -> Resource:
    return {
        "type": "QR_CODE",
        "value": content.scan_code,
        "alternateText": content.short_code,
        "renderEncoding": "UTF_8",
    }


def _link(content: PassContent, words: _Words) -> Resource:
    if not content.card_url:
        return {}
    uri = {"id": "card", "uri": content.card_url, "description": words.card}
    return {"linksModuleData": {"uris": [uri]}}


def _texts(content: PassContent) -> Sequence[Field]:
    return (*content.secondary, *content.auxiliary, *content.back)[:_MOST_TEXTS]


def _text(field: Field) -> Resource:
    return {"id": field.key, "header": field.label, "body": str(field.value)}


def _rows(content: PassContent) -> list[Resource]:
    balances = ("object.loyaltyPoints.balance", "object.secondaryLoyaltyPoints.balance")
    rows = (balances, _paths(content.secondary), _paths(content.auxiliary))
    return [_row(paths) for paths in rows if paths][:_MOST_ROWS]


def _paths(fields: Iterable[Field]) -> tuple[str, ...]:
    # Double quotes around the id are reported not to show (google-wallet/web-codelab#19).
    return tuple(f"object.textModulesData['{field.key}']" for field in fields)


def _row(paths: Sequence[str]) -> Resource:
    shape, places = _ROW_SHAPES[min(len(paths), len(_ROW_SHAPES))]
    items = ({"firstValue": {"fields": [{"fieldPath": path}]}} for path in paths)
    return {shape: dict(zip(places, items, strict=False))}


def _localized(content: PassContent, text: str) -> Resource:
    return {"defaultValue": {"language": content.language, "value": text}}


def _image(content: PassContent, name: str, url: str, description: str) -> Resource:
    if urlsplit(url).scheme != "https":
        return {}
    described = _localized(content, description)
    return {name: {"sourceUri": {"uri": url}, "contentDescription": described}}
