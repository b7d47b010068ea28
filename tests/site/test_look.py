"""What a machine can say about the look: contrast is computed, modules stay small and plain."""

import re
from pathlib import Path

import pytest

from functions.publishing.brand_sheet import NIGHT, PAPER, brand_sheet
from loyalty.brand import Brand, contrast

SITE = Path(__file__).parents[2] / "site"
MODULES = sorted((SITE / "modules").glob("*.js"))
READABLE, VISIBLE = 4.5, 3.0


def properties(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", sheet))


def schemes(sheet: str) -> dict[str, dict[str, str]]:
    """Custom properties per colour scheme; the dark one overrides the light one."""
    light, _, dark = sheet.partition("@media (prefers-color-scheme: dark)")
    return {"light": properties(light), "dark": properties(light) | properties(dark)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_of_ours_can_be_read_on_paper_and_at_night(scheme: str) -> None:
    colours = schemes((SITE / "styles" / "base.css").read_text("utf-8"))[scheme]

    for ground in ("--paper", "--panel"):
        for ink in ("--ink", "--soft", "--accent", "--done", "--wait"):
            assert contrast(colours[ink], colours[ground]) >= READABLE, (ink, ground)
        assert contrast(colours["--edge"], colours[ground]) >= VISIBLE, ground
    assert contrast(colours["--on-accent"], colours["--accent"]) >= READABLE


@pytest.mark.parametrize(
    "background", ["#f2c230", "#12100e", "#ffffff", "#000000", "#777777", "#e30613", "#1f3b4d"]
)
def test_a_brand_can_be_seen_on_paper_and_at_night(background: str) -> None:
    brand = Brand(background=background, foreground="#ffffff", label="#ffffff", icon="cup")

    sheet = schemes(brand_sheet(brand))

    for scheme, ground in (("light", PAPER), ("dark", NIGHT)):
        assert contrast(sheet[scheme]["--brand-line"], ground) >= VISIBLE
        assert contrast(sheet[scheme]["--brand-text"], ground) >= READABLE


def test_a_brand_that_can_be_seen_is_left_as_it_is() -> None:
    brand = Brand(background="#1f3b4d", foreground="#f7f1e3", label="#e8c27a", icon="cup")

    assert schemes(brand_sheet(brand))["light"]["--brand-text"] == brand.background


def test_the_paper_of_the_brand_sheet_is_that_of_the_pages() -> None:
    colours = schemes((SITE / "styles" / "base.css").read_text("utf-8"))

    assert (colours["light"]["--paper"], colours["dark"]["--paper"]) == (PAPER, NIGHT)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_a_module_is_small_and_writes_text_only(module: Path) -> None:
    code = module.read_text("utf-8")

    assert len(code.splitlines()) <= 200
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", code)
    assert not re.search(r"https?://(?!www\.w3\.org)", code)
