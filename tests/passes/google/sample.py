"""A nine-stamp French coffee card, and the addresses around it."""

from dataclasses import replace
from typing import Any

from loyalty.brand import Brand
from passes.content import Field, PassContent, Progress

ISSUER = "3388000000012345678"
HOMEPAGE = "https://cafe-des-halles.example/"

CARD = PassContent(
    program_id="cafe-des-halles",
    program_name="Café des Halles",
    design="d1",
    description="Carte de fidélité du Café des Halles",
    language="fr",
    brand=Brand(background="#5b3a21", foreground="#ffffff", label="#f3e3d3", icon="cup"),
    serial="K7QX2M5ZB3NDTEWA",
    scan_code="AEAVP4LTHMQO2GTMSYBA5U7QX2M5ZB3NDTEWAFY",
    short_code="7KQ2-9XWM",
    member_name="Marie-Antoinette de La Rochefoucauld",
    progress=Progress(filled=8, places=9, ready=0),
    header=Field(key="stamps", label="Tampons", value="8/9", change="%@ tampons"),
    secondary=(Field(key="next_reward", label="Bientôt", value="Encore 1 et le café est offert"),),
    auxiliary=(Field(key="visits", label="Passages", value=17),),
    back=(Field(key="contact", label="Une question ?", value="bonjour@cafe-des-halles.example"),),
    card_url="https://cafe-des-halles.example/c/7KQ29XWM",
)


def card(**changes: Any) -> PassContent:
    return replace(CARD, **changes)


def public_image(name: str) -> str:
    return f"https://cdn.cafe-des-halles.example/d1/{name}"


def local_image(name: str) -> str:
    return f"http://127.0.0.1:8000/d1/{name}"
