"""What every kind of card says in its pass, kept as files to be read and compared.

``python -m tests.passes.apple.golden`` writes them anew, after a change that is meant.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from functions import presets
from functions.journeys import face, samples
from functions.local.development import read_program
from loyalty.program import Program
from loyalty.program_file import parse
from tests.builders import at
from tests.passes.apple.sample import document

FOLDER = Path(__file__).parent / "golden"
NOW = at("2026-11-23 10:00")

_COUPON = {
    "coupons": [{"id": "retrouvailles", "reward": "coffee", "days": 30}],
    "wallet": {"sharing_prohibited": True, "nearby_metres": 150},
}
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "stamps": ("cafe", {}),
    "points": ("bakery", {}),
    "tiers": ("boutique", {}),
    "cashback": ("restaurant", {}),
    "club": ("bookshop-club", {}),
    "donation": ("pet-shop", {}),
    "coupon": ("cafe", _COUPON),
}
"""A preset for each model, and what its file says besides."""


def program(model: str) -> Program:
    """The program whose cards are shown."""
    preset, more = MODELS[model]
    data = read_program(presets.path(preset)) | more
    if more:
        data["shops"] = [{**shop, "position": "47.2138, -1.5556"} for shop in data["shops"]]
    return parse(data, version=1, valid_from=at("2026-01-01 00:00"))


def passes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name, and pass.json by language, of each model in each state."""
    for model in MODELS:
        shown = program(model)
        for sample in samples.samples(shown, NOW):
            contents = face.faces(samples.showcase(NOW), shown, sample.held, sample.entries)
            said = {content.language: document(content) for content in contents}
            yield f"{model}-{sample.key}.json", said


def text(said: dict[str, Any]) -> str:
    """As it stands in the file."""
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def renew() -> None:
    """Write every file, and remove those of cards that are shown no more."""
    written = dict(passes())
    for old in FOLDER.glob("*.json"):
        if old.name not in written:
            old.unlink()
    FOLDER.mkdir(exist_ok=True)
    for name, said in written.items():
        (FOLDER / name).write_text(text(said), encoding="utf-8")


if __name__ == "__main__":
    renew()
