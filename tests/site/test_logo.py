"""Whose name and whose colours a page shows: the shop's logo, and a tier's ground."""

from pathlib import Path
from typing import Any

import pytest

from functions.publishing.pages import Pages
from tests.builders import program
from tests.site.cards import card_context

LOGO = "0123456789abcdef.png"
GOLD = {"id": "or", "name": {"fr": "Or", "en": "Gold"}, "at": 5, "colour": "#5b2a10"}


def heading(page: str) -> str:
    """What the card calls its shop."""
    return page.partition('class="card-shop">')[2].partition("</p>")[0].partition("</h1>")[0]


@pytest.mark.parametrize(
    ("says_name", "alt", "is_written"), [(True, "Café Poinçon", False), (False, "", True)]
)
def test_a_logo_and_the_name_are_said_once(
    pages: Pages, says_name: bool, alt: str, is_written: bool
) -> None:
    of = program(brand__logo=LOGO, brand__logo_says_name=says_name)

    for page in (pages.join(of, "fr"), pages.render("card.html", "fr", **card_context(of))):
        shown = heading(page)
        assert f'src="/i/cafe-poincon/1/page/logo.png" alt="{alt}"' in shown
        assert ("<span>Café Poinçon</span>" in shown) is is_written


def test_without_a_logo_the_name_stands_alone(pages: Pages) -> None:
    for page in (
        pages.join(program(), "fr"),
        pages.render("card.html", "fr", **card_context(program())),
    ):
        assert "<img" not in heading(page)
        assert "Café Poinçon" in heading(page)


def test_a_card_wears_its_tiers_colours(pages: Pages, tmp_path: Path) -> None:
    of = program(tiers={"measure": "visits", "levels": [GOLD]})
    worn: dict[str, Any] = {"look": "or", "brand": of.brand.on("#5b2a10")}

    page = pages.render("card.html", "fr", **card_context(of, **worn))
    pages.build(tmp_path, [of])

    plain, gold = page.index("/brand.css?v=1"), page.index("/cafe-poincon/look-or.css?v=1")
    assert plain < gold
    assert '<meta name="theme-color" content="#5b2a10">' in page
    assert "--brand: #5b2a10;" in (tmp_path / "cafe-poincon" / "look-or.css").read_text()
    assert "--brand: #5b2a10;" not in (tmp_path / "cafe-poincon" / "brand.css").read_text()
