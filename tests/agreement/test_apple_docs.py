"""``docs/apple.md`` works as it is written, with an authority of our own in Apple's place."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    load_pem_private_key,
    pkcs12,
)

from functions import settings
from loyalty.errors import BadConfiguration
from passes.apple.development import make_chain
from passes.apple.identity import Identity
from tests.agreement.documents import ROOT, Document
from tests.shop import environment

pytestmark = pytest.mark.long

NOW = datetime.now(UTC)
PASS_TYPE, TEAM = "pass.org.example.cards", "A1B2C3D4E5"
LANGUAGES = ("Français", "English")
G4 = x509.Name(
    [
        x509.NameAttribute(x509.NameOID.COMMON_NAME, "Some Authority"),
        x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, "G4"),
    ]
)
_KEYS = (x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier)
_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[list[str]]:
    """The commands of one language, block by block."""
    section = Document("apple.md").section(language)
    return [[line.strip() for line in block.splitlines()] for block in _BLOCK.findall(section)]


class Apple:
    """An authority of Apple's shape: it takes a request and gives a certificate in DER."""

    def __init__(self) -> None:
        chain = make_chain(PASS_TYPE, TEAM, NOW)
        self.shape = x509.load_pem_x509_certificate(chain.certificate)
        self.key = ec.generate_private_key(ec.SECP256R1())
        above = x509.load_pem_x509_certificate(chain.intermediate)
        self.intermediate = self._signed(above, G4, self.key.public_key())

    def answers(self, request: bytes) -> bytes:
        """The certificate for the key of that request, and for nothing else that it says."""
        asked = x509.load_pem_x509_csr(request)
        assert asked.is_signature_valid
        leaf = self._signed(self.shape, self.shape.subject, asked.public_key())
        return leaf.public_bytes(Encoding.DER)

    def _signed(self, like: x509.Certificate, subject: x509.Name, key: Any) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(G4)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(like.not_valid_before_utc)
            .not_valid_after(like.not_valid_after_utc)
        )
        for extension in like.extensions:
            if not isinstance(extension.value, _KEYS):
                made = made.add_extension(extension.value, extension.critical)
        return made.sign(self.key, SHA256())


class Desk:
    """Somebody who follows the page in a folder, one command after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.apple = Apple()
        self.settings: dict[str, str] = {}
        self.mask = "022"

    def does(self, command: str) -> str:
        """One line of the page; what only Apple can do is done in its place."""
        if "POINCON_" in command:
            self.settings |= self._given_on(command)
            return ""
        if command.startswith("umask "):
            self.mask = command.split()[1]
            return ""
        if command.startswith("curl "):
            der = self.apple.intermediate.public_bytes(Encoding.DER)
            (self.folder / command.rpartition("/")[2]).write_bytes(der)
            return ""
        if command.startswith("openssl pkcs12"):
            command += " -passin pass:secret"
        done = subprocess.run(
            f"umask {self.mask}; {command}",
            shell=True,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        if " -out apple.csr" in command:
            request = (self.folder / "apple.csr").read_bytes()
            (self.folder / "pass.cer").write_bytes(self.apple.answers(request))
        return done.stdout

    def _given_on(self, command: str) -> dict[str, str]:
        """What the same shell gives to a program that it starts next."""
        said = subprocess.check_output(f"{command}; env -0", shell=True, cwd=self.folder, text=True)
        return dict(one.split("=", 1) for one in said.split("\0") if one.startswith("POINCON_"))

    def doctor(self) -> str:
        """The first line of ``poincon doctor apple``, from the shell that has the settings."""
        (block,) = (lines for lines in blocks("English") if "POINCON_" in lines[0])
        program = shlex.join([sys.executable, "-m", "functions.cli", "doctor", "apple"])
        around = environment(self.folder, "sqlite:") | {"PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            "\n".join([*block, f"exec {program}"]),
            shell=True,
            cwd=self.folder,
            env=os.environ | around,
            stdout=subprocess.PIPE,
            text=True,
        ) as running:
            said = running.stdout.readline() if running.stdout else ""
            running.terminate()  # the rest asks Apple
        return said

    def identity(self) -> Identity:
        """What a start makes of the settings, which fails where anything does not fit."""
        given = settings.read(environment(self.folder, "sqlite:") | self.settings).apple
        assert given is not None and given.unread == ()
        return Identity.load(
            given.certificate,
            given.key,
            given.intermediate,
            pass_type_id=given.pass_type,
            team_id=given.team,
        )


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Iterator[Desk]:
    """Somebody in an empty folder who has done steps 2 to 5."""
    desk = Desk(tmp_path)
    for block in blocks("English")[:4]:
        for command in block:
            desk.does(command)
    yield desk


def test_both_languages_give_the_same_commands() -> None:
    assert blocks("Français") == blocks("English")


def test_both_languages_have_the_same_steps() -> None:
    steps = [
        re.findall(r"^### (?:(\d)\.)?", Document("apple.md").section(language), re.MULTILINE)
        for language in LANGUAGES
    ]

    assert steps[0] == steps[1]
    assert [step for step in steps[0] if step] == ["1", "2", "3", "4", "5", "6", "7"]


def test_the_commands_lead_to_settings_that_a_start_takes(desk: Desk) -> None:
    identity = desk.identity()

    assert identity.pass_type_id == PASS_TYPE
    assert not identity.development


@pytest.mark.server
def test_the_settings_as_they_are_pasted_reach_what_the_same_shell_starts(desk: Desk) -> None:
    assert (
        desk.doctor().split() == f"ok settings all are set, for {PASS_TYPE} of team {TEAM}".split()
    )


def test_nobody_else_may_read_the_key(desk: Desk) -> None:
    assert (desk.folder / "apple-key.pem").stat().st_mode & 0o077 == 0


def test_what_the_page_says_one_will_see_is_seen(desk: Desk) -> None:
    _, shown, *_ = blocks("English")

    seen = desk.does(shown[-1])

    assert re.search(rf"userId\s+= {PASS_TYPE}", seen)
    assert re.search(rf"organizationalUnitName\s+= {TEAM}", seen)
    assert re.search(r"issuer=\n(?:.*\n)*?\s+organizationalUnitName\s+= G4", seen)


def test_another_generation_of_the_intermediate_is_seen(desk: Desk) -> None:
    desk.apple = Apple()

    for command in blocks("English")[2]:
        desk.does(command)

    with pytest.raises(BadConfiguration, match=r"apple\.intermediate: did not issue"):
        desk.identity()


def test_a_renewal_keeps_the_key_and_makes_another_certificate(desk: Desk) -> None:
    before = desk.identity()
    *_, renewal, _ = blocks("English")

    for command in (*renewal, *blocks("English")[1]):
        desk.does(command)

    after = desk.identity()
    assert after.leaf.serial_number != before.leaf.serial_number
    assert after.leaf.public_key() == before.leaf.public_key()


def test_what_a_mac_exports_becomes_the_same_files(desk: Desk) -> None:
    before = desk.identity()
    key = load_pem_private_key((desk.folder / "apple-key.pem").read_bytes(), None)
    exported = pkcs12.serialize_key_and_certificates(
        b"cards",
        key,
        before.leaf,
        None,
        BestAvailableEncryption(b"secret"),  # type: ignore[arg-type]
    )
    (desk.folder / "pass.p12").write_bytes(exported)

    for command in blocks("English")[-1]:
        desk.does(command)
    made = desk.folder / "apple-certificate.pem"
    desk.settings["POINCON_APPLE_CERTIFICATE_FILE"] = str(made)

    assert desk.identity().leaf == before.leaf


def test_the_page_of_whoever_operates_leads_here() -> None:
    operating = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

    assert "(apple.md)" in operating
    assert "openssl req" not in operating
