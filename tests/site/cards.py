"""What the public function gives to the card's page."""

from typing import Any

from markupsafe import Markup

from loyalty.program import Program


def card_context(of: Program, **changes: Any) -> dict[str, Any]:
    """A card of that program on its way; a change of a page's own value, or of the card's."""
    card = {
        "first_name": "Ada",
        "headline": "8 tampons.",
        "label": "TAMPONS",
        "count": "8 / 9",
        "lines": [{"key": "club", "label": "LE CLUB", "value": "membre jusqu’au 30/11/2027"}],
        "stamps_svg": Markup("<svg></svg>"),
        "qr_svg": Markup('<svg viewBox="0 0 37 37" role="img" aria-label="QR"></svg>'),
        "short_code": "7K3M-9QXT",
        "visits": 8,
        "ready": ["Votre café est offert."],
        "history": [{"when": "21/11/2026 10:32", "text": "+ 1 tampon"}],
    }
    page = {
        "program": of,
        "brand": of.brand,
        "look": "",
        "apple": {"url": None, "notice": "La carte attend."},
        "google": {"url": "/c/x/google", "notice": None},
        "state_url": "/c/x/state",
        "seq": 8,
        "rule": "Le 10e café est offert.",
        "details": ["Un tampon par café."],
        "invitation_url": None,
        "just_joined": True,
    }
    own = {name: value for name, value in changes.items() if name in page}
    return {**page, **own, "card": {**card, **{n: v for n, v in changes.items() if n not in page}}}
