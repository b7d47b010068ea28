"""Passes before judges that did not make them: two libraries, openssl, and a strict reader.

Every design of every kind of shop must please all of them. And each way to spoil a pass must be
noticed by the very judges named here, so that one which goes blind is noticed itself.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, ImageDraw

from passes import logo
from passes.apple import development
from passes.apple.bundle import Images, build
from passes.apple.development import DevelopmentChain, make_chain
from passes.apple.identity import Identity
from tests.passes.apple.checkers import broken, designs
from tests.passes.apple.checkers.broken import Document, Members
from tests.passes.apple.checkers.check import check, opened_in
from tests.passes.apple.sample import NOW, PASS_TYPE, TEAM, document
from tests.ready_made import preset, presets_by_name

pytestmark = [pytest.mark.server, pytest.mark.long]

ASKED = {
    "sharing_prohibited": True,
    "nearby_metres": 150,
    "actions": [
        {"id": "offers", "url": "https://cafe.example/offers"},
        {"id": "menu", "url": "https://cafe.example/menu"},
    ],
    "nfc": {
        "public_key": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5"
        "RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==",
        "needs_unlocking": True,
    },
}
"""All that a shop can ask of a wallet; the key is the base point of P-256."""

WELCOME = {"id": "welcome", "reward": "coffee"}

Spoil = Callable[[Members, Identity], bytes]


@pytest.fixture(name="good", scope="module")
def _good(identity: Identity) -> bytes:
    """A bookshop's card in two languages."""
    wanted = {"bookshop-club": presets_by_name()["bookshop-club"]}
    _, contents = next(designs.every(wanted, NOW))
    return designs.signed(contents, identity, NOW)


def remade(change: Callable[[Document], object]) -> Spoil:
    return lambda members, identity: broken.remade(members, identity, change)


def tampered(name: str, found: bytes, put: bytes) -> Spoil:
    return lambda members, _: broken.tampered(members, name, found, put)


def without(name: str) -> Spoil:
    return lambda members, identity: broken.without(members, name, identity)


def strings(change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(members: Members, identity: Identity) -> bytes:
        name = "en.lproj/pass.strings"
        return broken.resigned({**members, name: change(members[name])}, identity)

    return spoil


def long_logo() -> bytes:
    """A shop's own, four times as long as it is high."""
    picture = Image.new("RGBA", (800, 200))
    ImageDraw.Draw(picture).ellipse((20, 20, 780, 180), fill="white")
    file = BytesIO()
    picture.save(file, "PNG")
    return logo.master(file.getvalue(), ".png")


def pass_json(bundle: bytes) -> Document:
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        document: Document = json.loads(archive.read("pass.json"))
    return document


def first_field(document: Document) -> Document:
    field: Document = document["storeCard"]["headerFields"][0]
    return field


def twice(document: Document) -> None:
    document["storeCard"]["backFields"].append(dict(first_field(document)))


def misspell(document: Document) -> None:
    first_field(document)["lable"] = first_field(document).pop("label")


SPOILT: dict[str, tuple[Spoil, set[str]]] = {
    "the pass is changed after signing": (
        tampered("pass.json", b'"storeCard"', b'"storeCard" '),
        {"hashes"},
    ),
    "a picture is changed after signing": (
        tampered("strip.png", b"IEND", b"IEND\0"),
        {"hashes"},
    ),
    "the manifest is changed after signing": (
        tampered("manifest.json", b"{", b"{ "),
        {"smime", "cms"},
    ),
    "the icon is missing": (without("icon.png"), {"pass-js"}),
    "a short token": (
        remade(lambda it: it.update(authenticationToken="short")),
        {"schemas", "pass-js"},
    ),
    "a web service without TLS": (
        remade(lambda it: it.update(webServiceURL="http://cards.example/apple")),
        {"pass-js"},
    ),
    "a colour that is none": (
        remade(lambda it: it.update(backgroundColor="bottle green")),
        {"schemas", "pass-js"},
    ),
    "a key of a field misspelt": (remade(misspell), {"schemas"}),
    "a date that is none": (
        remade(lambda it: it.update(expirationDate="31/12/2026 23:59")),
        {"schemas", "pass-js", "dates"},
    ),
    "a date without its zone": (
        remade(lambda it: it.update(expirationDate="2026-12-31T23:59")),
        {"dates"},
    ),
    "a barcode of no kind": (
        remade(lambda it: it["barcodes"][0].update(format="QR")),
        {"schemas", "pass-js"},
    ),
    "no description": (remade(lambda it: it.pop("description")), {"pass-js", "strings"}),
    "one key for two fields": (remade(twice), {"keys"}),
    "strings in another encoding": (
        strings(lambda data: data.decode("utf-16").encode()),
        {"strings", "pass-js"},
    ),
    "strings cut off in the middle": (strings(lambda data: data[: len(data) // 2]), {"strings"}),
    "strings for another pass": (
        strings(lambda _: '"Ailleurs" = "Elsewhere";'.encode("utf-16")),
        {"strings"},
    ),
}


def test_every_design_of_every_shop_pleases_every_judge(
    identity: Identity, chain: DevelopmentChain
) -> None:
    gold = preset("boutique", tiers__levels__2__colour="#6b4a12")
    welcome = preset("cafe", coupons=[WELCOME])
    shops = {**presets_by_name(), "boutique-gold": gold, "cafe-welcome": welcome}
    made = dict(designs.every(shops, NOW))

    said = check(
        {name: designs.signed(one, identity, NOW) for name, one in made.items()}, chain.root, NOW
    )

    assert {"boutique-gold-tier-or-en", "cafe-welcome-coupon-welcome-fr"} <= said.keys()
    assert {name: wrong for name, wrong in said.items() if wrong} == {}


def test_a_card_with_all_that_a_shop_can_ask_of_a_wallet_pleases_every_judge(
    identity: Identity, chain: DevelopmentChain
) -> None:
    asking = preset("cafe", wallet=ASKED, shops__0__position="48.8566, 2.3522")
    name, contents = next(designs.every({"cafe": asking}, NOW))
    ended = {"voided": True, "expires_at": NOW + timedelta(days=700)}
    ended_contents = tuple(replace(one, **ended) for one in contents)
    bundle = designs.signed(ended_contents, identity, NOW, long_logo())
    asked = {"locations", "maxDistance", "sharingProhibited", "featuredActions", "nfc", "voided"}
    assert asked <= pass_json(bundle).keys()

    assert check({name: bundle}, chain.root, NOW) == {name: {}}


def test_each_way_to_spoil_a_pass_is_noticed_by_the_judges_that_look_there(
    good: bytes, identity: Identity, chain: DevelopmentChain, tmp_path: Path
) -> None:
    members = opened_in(tmp_path / "good", good)
    spoilt = {name: spoil(members, identity) for name, (spoil, _) in SPOILT.items()}

    said = check(
        {"good": good, "resigned": broken.resigned(members, identity), **spoilt}, chain.root, NOW
    )

    noticed = {name: set(wrong) for name, wrong in said.items()}
    expected = {name: judges for name, (_, judges) in SPOILT.items()}
    assert noticed == {"good": set(), "resigned": set(), **expected}


@pytest.fixture(name="elliptic")
def _elliptic(monkeypatch: pytest.MonkeyPatch) -> Iterator[DevelopmentChain]:
    """A chain whose pass certificate has an elliptic key: some authorities issue such."""
    with monkeypatch.context() as patch:
        curve = ec.SECP256R1()
        patch.setattr(
            development.rsa, "generate_private_key", lambda **_: ec.generate_private_key(curve)
        )
        yield make_chain(PASS_TYPE, TEAM, NOW)


def test_a_pass_signed_with_an_elliptic_key_pleases_openssl_too(
    elliptic: DevelopmentChain, good: bytes, tmp_path: Path
) -> None:
    pem = (elliptic.certificate, elliptic.key, elliptic.intermediate)
    identity = Identity.load(*pem, pass_type_id=PASS_TYPE, team_id=TEAM)
    assert isinstance(identity.key, ec.EllipticCurvePrivateKey)
    members = opened_in(tmp_path / "good", good)
    pictures = {name: data for name, data in members.items() if name.endswith(".png")}

    bundle = build(document(), Images.prepare(pictures), identity)

    assert check({"elliptic": bundle}, elliptic.root, NOW) == {"elliptic": {}}


def test_a_pass_of_another_authority_is_refused_by_openssl_alone(good: bytes) -> None:
    stranger = make_chain(PASS_TYPE, TEAM, NOW)

    said = check({"good": good}, stranger.root, NOW)

    assert set(said["good"]) == {"smime", "cms"}
