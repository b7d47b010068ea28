"""What a till's page knows of its program before any card is held out."""

from functools import cache
from typing import Any

from functions.ports import Services
from functions.records import Device
from functions.web import staff_routes
from loyalty.offers import handed_out
from loyalty.program import Program
from loyalty.wording.money import unit_minor
from loyalty.wording.rules import rule_sentence, staff_script
from loyalty.wording.till import offer_label


def till_program(services: Services, device: Device) -> dict[str, Any]:
    """The program that this till stamps for: kept on the phone, for hours without network."""
    current = services.programs.current(device.program)
    brand = current.brand
    page = f"{services.url}/{current.id}/"
    shop = next((s for s in current.shops if s.id == device.shop), None)
    return {
        "id": current.id,
        "name": current.name,
        "version": current.version,
        "languages": list(current.languages),
        "rule": {language: rule_sentence(current, language) for language in current.languages},
        "script": {language: staff_script(current, language) for language in current.languages},
        "model": current.model,
        "currency": current.currency,
        "decimals": len(str(unit_minor(current.currency))) - 1,
        "asks_amount": current.earns_by_amount,
        "counts_items": current.stamps is not None and not current.stamps.spend_minor,
        "excluded": list(current.excluded),
        "donates": current.donation is not None,
        "brand": {
            "background": brand.background,
            "foreground": brand.foreground,
            "label": brand.label,
            "icon": brand.icon,
        },
        "max_units": current.limits.max_units_per_scan,
        "staff": staff_routes.at_the_till(services, current.id),
        "asks_first": current.till.asks_first,
        "offline": _offline(current),
        "join": {"url": page, "qr": _qr(page)},
        "shop": {"id": device.shop, "name": shop.name if shop else ""},
    }


@cache
def _qr(url: str) -> str:
    """For the customer's phone to read off the screen; no scan waits for what draws it."""
    import segno  # noqa: PLC0415

    return segno.make(url, error="m").svg_data_uri(border=4, scale=6, light="#fff")


def _offline(program: Program) -> dict[str, Any]:
    """What may be given while nobody can be asked: so many a card and day, of these."""
    most = program.till.offline_redemptions
    return {
        "per_card_day": most,
        "rewards": [
            {
                "reward": offer.key,
                "offer": {
                    language: offer_label(program, offer, language)
                    for language in program.languages
                },
            }
            for offer in (handed_out(program) if most else ())
        ],
    }
