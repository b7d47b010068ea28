"""A nine-stamp coffee card, and the names under which it is signed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from loyalty.brand import Brand
from passes.apple import pass_json
from passes.content import Field, PassContent, Progress

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
PASS_TYPE = "pass.fr.cafe-des-halles"
TEAM = "A1B2C3D4E5"
TOKEN = "9f2d7c51b6e84f0a"

CARD = PassContent(
    program_id="cafe-des-halles",
    program_name="Café des Halles",
    design="3",
    description="Carte de fidélité Café des Halles",
    language="fr",
    brand=Brand(background="#1f3d36", foreground="#f4ecd8", label="#e8b04a", icon="cup"),
    serial="cafe-des-halles.K7QX2M5ZB3NDTEWA",
    scan_code="AEAVP4LTHMQO2GTMSYBA5U7QX2M5ZB3NDTEWAFY",
    short_code="7KQ2-9XWM",
    member_name="Ada",
    progress=Progress(filled=6, places=9, ready=0),
    header=Field(key="stamps", label="TAMPONS", value="6/9"),
    secondary=(Field(key="next", label="VOTRE AVANTAGE", value="Le 10e café est offert."),),
    auxiliary=(Field(key="visits", label="VISITES", value=6),),
    back=(
        Field(key="news", label="Dernière nouvelle", value="6 tampons. Encore 3.", change="%@"),
        Field(key="card", label="Votre carte", value="https://cartes.example/c/x?a=1&b=2"),
    ),
    card_url="https://cartes.example/c/x?a=1&b=2",
)


def card(**changes: Any) -> PassContent:
    return replace(CARD, **changes)


def document(content: PassContent = CARD, *, token: str = TOKEN) -> dict[str, Any]:
    return pass_json.document(
        content,
        pass_type_id=PASS_TYPE,
        team_id=TEAM,
        web_service_url="https://cartes.example/apple",
        authentication_token=token,
    )
