"""What a signed pass costs, next to the one RSA signature that it must cost.

Both are measured in the same rounds, taking turns, in seconds of this process: a busy machine
slows both, so the ratio can be compared between machines and the milliseconds cannot.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import process_time

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from loyalty.brand import Brand
from passes.apple import pass_json
from passes.apple.bundle import Images, build
from passes.apple.development import make_chain
from passes.apple.identity import Identity
from passes.content import Field, PassContent, Progress
from passes.raster import badge_images, strip_images

ROUNDS, PER_ROUND = 9, 60

PASS_TYPE, TEAM = "pass.fr.cafe-des-halles", "A1B2C3D4E5"
BRAND = Brand(background="#1f3d36", foreground="#f4ecd8", label="#e8b04a", icon="cup")
CARD = PassContent(
    program_id="cafe-des-halles",
    program_name="Café des Halles",
    design="1",
    description="Carte de fidélité Café des Halles",
    language="fr",
    brand=BRAND,
    serial="cafe-des-halles.K7QX2M5ZB3NDTEWA",
    scan_code="AEAVP4LTHMQO2GTMSYBA5U7QX2M5ZB3NDTEWAFY",
    short_code="7KQ2-9XWM",
    member_name="Ada",
    progress=Progress(filled=6, places=9, ready=0),
    header=Field(key="stamps", label="TAMPONS", value="6/9"),
    secondary=(Field(key="next", label="VOTRE AVANTAGE", value="Le 10e café est offert."),),
    auxiliary=(Field(key="visits", label="VISITES", value=6),),
    back=(Field(key="news", label="Nouvelle", value="Encore 3.", change="%@"),),
    card_url="https://cartes.example/c/x",
)


def figures() -> list[tuple[str, float, str]]:
    """Name, value and unit of each figure; takes a few seconds."""
    now = datetime.now(UTC)
    chain = make_chain(PASS_TYPE, TEAM, now)
    files = (chain.certificate, chain.key, chain.intermediate)
    identity = Identity.load(*files, pass_type_id=PASS_TYPE, team_id=TEAM, now=now)
    pictures = badge_images(BRAND) | strip_images(CARD.progress, BRAND)
    images = Images.prepare(pictures)
    pass_ms, raw_ms = _taking_turns(lambda: _build(images, identity), _raw_signature(identity))
    return [
        ("pass_build_ms", pass_ms, "ms"),
        ("raw_rsa_sign_ms", raw_ms, "ms"),
        ("pass_build_of_raw_rsa", raw_ms / pass_ms, "ratio"),
        ("pass_bytes", float(len(_build(images, identity))), "bytes"),
        (
            "strip_set_bytes",
            float(sum(map(len, strip_images(CARD.progress, BRAND).values()))),
            "bytes",
        ),
        ("image_prepare_ms", _per_call(lambda: Images.prepare(pictures)), "ms"),
        ("identity_load_ms", _per_call(lambda: _load(files, now)), "ms"),
    ]


def _build(images: Images, identity: Identity) -> bytes:
    document = pass_json.document(
        CARD,
        pass_type_id=PASS_TYPE,
        team_id=TEAM,
        web_service_url="https://cartes.example/apple",
        authentication_token="9f2d7c51b6e84f0a",
    )
    return build(document, images, identity)


def _load(files: tuple[bytes, bytes, bytes], now: datetime) -> Identity:
    return Identity.load(*files, pass_type_id=PASS_TYPE, team_id=TEAM, now=now)


def _raw_signature(identity: Identity) -> Callable[[], object]:
    key, data = identity.key, b"x" * 500
    assert isinstance(key, rsa.RSAPrivateKey)
    return lambda: key.sign(data, padding.PKCS1v15(), SHA256())


def _taking_turns(*actions: Callable[[], object]) -> list[float]:
    """The median over the rounds of each action's milliseconds."""
    rounds = [[_per_call(action) for action in actions] for _ in range(ROUNDS)]
    return [median(column) for column in zip(*rounds, strict=True)]


def _per_call(action: Callable[[], object]) -> float:
    action()
    started = process_time()
    for _ in range(PER_ROUND):
        action()
    return (process_time() - started) / PER_ROUND * 1000


if __name__ == "__main__":
    for name, value, unit in figures():
        print(f"{name:24} {value:10.3f} {unit}")
