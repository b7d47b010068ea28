"""One card to make passes of: a coffee shop's, under way, in French and English, with pictures.

Its authorities have RSA keys and names in ASCII, as Apple's have: node-forge, on which the
libraries of Node stand, reads no other keys and writes other names wrongly.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.asymmetric import rsa

from functions.journeys.face import faces
from functions.journeys.samples import samples, showcase
from passes.apple import development, pass_json
from passes.apple.bundle import Images, build
from passes.apple.development import DevelopmentChain, make_chain
from passes.apple.identity import Identity
from passes.apple.strings import strings
from passes.content import PassContent
from passes.raster import badge_images, strip_images
from tests.ready_made import preset

PASS_TYPE, TEAM = "pass.fr.cafe-des-halles", "A1B2C3D4E5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """All that a pass of this card is made from."""

    at: datetime
    chain: DevelopmentChain
    identity: Identity
    contents: tuple[PassContent, ...]
    pictures: dict[str, bytes]
    images: Images

    def document(self) -> dict[str, Any]:
        """What becomes ``pass.json``."""
        return pass_json.document(
            self.contents[0],
            pass_type_id=PASS_TYPE,
            team_id=TEAM,
            web_service_url="https://cartes.example/apple",
            authentication_token="9f2d7c51b6e84f0a",
        )

    def strings(self) -> dict[str, bytes]:
        """The texts in each language, by member name."""
        return strings(self.contents)

    def signed(self) -> bytes:
        """The whole pass: document, strings, bundle; pictures are ready since publishing."""
        return build(self.document(), self.images, self.identity, self.strings())

    def load(self) -> Identity:
        """Read and check the certificates, as a process does when it starts."""
        return _load(self.chain)


def sample() -> Sample:
    """Play that card's life, draw its pictures, make a chain; takes a second or two."""
    now = datetime.now(UTC)
    keys = mock.patch.object(development.ec, "generate_private_key", _rsa)
    name = mock.patch.object(development, "INTERMEDIATE_NAME", "Development Relations")
    with keys, name:
        chain = make_chain(PASS_TYPE, TEAM, now)
    program = preset("cafe")
    begun = next(one for one in samples(program, now) if one.key == "begun")
    contents = faces(showcase(now), program, begun.held, begun.entries)
    drawn = badge_images(program.brand) | strip_images(contents[0].progress, program.brand)
    return Sample(
        at=now,
        chain=chain,
        identity=_load(chain),
        contents=contents,
        pictures=drawn,
        images=Images.prepare(drawn),
    )


def _rsa(_: object) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _load(chain: DevelopmentChain) -> Identity:
    files = (chain.certificate, chain.key, chain.intermediate)
    return Identity.load(*files, pass_type_id=PASS_TYPE, team_id=TEAM)
