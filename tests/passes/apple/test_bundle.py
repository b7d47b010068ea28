"""The bundle, opened again by other programs: zip, hashes, and the signature by openssl."""

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from passes.apple.bundle import Images, build
from passes.apple.development import DevelopmentChain
from passes.apple.identity import Identity
from passes.apple.signature import sign
from tests.passes.apple.sample import document

PICTURES = {"strip.png": b"strip" * 900, "icon@2x.png": b"double", "icon.png": b"single"}


@pytest.fixture(name="members")
def _members(identity: Identity) -> dict[str, bytes]:
    return opened(build(document(), Images.prepare(PICTURES), identity))


def opened(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def verified(folder: Path, members: Mapping[str, bytes], root: bytes, command: str) -> bool:
    """Whether openssl takes the signature over the manifest, trusting that root alone."""
    for name in ("manifest.json", "signature"):
        (folder / name).write_bytes(members[name])
    (folder / "root.pem").write_bytes(root)
    said = subprocess.run(
        f"openssl {command} -verify -binary -inform DER -in signature -content manifest.json "
        "-CAfile root.pem -purpose any -attime 1770112800 -out /dev/null".split(),
        check=False,
        cwd=folder,
        capture_output=True,
    )
    return said.returncode == 0


def test_the_manifest_hashes_every_other_member_and_nothing_else(
    members: dict[str, bytes],
) -> None:
    manifest = json.loads(members["manifest.json"])
    others = {name: data for name, data in members.items() if name in {*PICTURES, "pass.json"}}

    assert manifest == {name: hashlib.sha1(data).hexdigest() for name, data in others.items()}
    assert set(members) == {*others, "manifest.json", "signature"}


def test_pass_and_pictures_come_out_as_they_went_in(members: dict[str, bytes]) -> None:
    assert json.loads(members["pass.json"]) == document()
    assert {name: members[name] for name in PICTURES} == PICTURES


@pytest.mark.server
@pytest.mark.parametrize("command", ["smime", "cms"])
def test_openssl_verifies_the_signature(
    members: dict[str, bytes], chain: DevelopmentChain, tmp_path: Path, command: str
) -> None:
    assert verified(tmp_path, members, chain.root, command)


@pytest.mark.server
def test_openssl_refuses_a_manifest_that_was_changed(
    members: dict[str, bytes], chain: DevelopmentChain, tmp_path: Path
) -> None:
    changed = {**members, "manifest.json": members["manifest.json"].replace(b"icon", b"icom")}

    assert not verified(tmp_path, changed, chain.root, "smime")


@pytest.mark.server
def test_a_manifest_of_several_lines_is_signed_as_it_is(
    identity: Identity, chain: DevelopmentChain, tmp_path: Path
) -> None:
    manifest = b'{\n  "icon.png": "0",\r\n  "pass.json": "1"\n}\n'
    members = {"manifest.json": manifest, "signature": sign(manifest, identity)}

    assert verified(tmp_path, members, chain.root, "smime")
    assert verified(tmp_path, members, chain.root, "cms")


@pytest.mark.server
def test_the_signature_carries_intermediate_and_time_but_not_the_manifest(
    members: dict[str, bytes],
) -> None:
    said = subprocess.run(
        ["openssl", "cms", "-cmsout", "-print", "-noout", "-inform", "DER"],
        input=members["signature"],
        capture_output=True,
        check=True,
    ).stdout.decode(errors="replace")

    assert "object: signingTime" in said
    assert "eContent: <ABSENT>" in said
    assert said.count("d.certificate:") == 2
    assert "algorithm: sha256 " in said


def test_only_the_signature_differs_between_two_builds(identity: Identity) -> None:
    images = Images.prepare(PICTURES)

    texts = {"fr.lproj/pass.strings": b"fr"}

    first, second = (opened(build(document(), images, identity, texts)) for _ in range(2))

    assert first.keys() == second.keys()
    assert all(first[name] == second[name] for name in first if name != "signature")


def test_members_are_stored_and_dated_the_same_for_ever(identity: Identity) -> None:
    bundle = build(document(), Images.prepare(PICTURES), identity)

    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        entries = archive.infolist()
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert [e.filename for e in entries][:3] == ["icon.png", "icon@2x.png", "strip.png"]


def test_strings_are_hashed_like_everything_else(identity: Identity) -> None:
    texts = {"fr.lproj/pass.strings": b"fr", "en.lproj/pass.strings": b"en"}

    members = opened(build(document(), Images.prepare(PICTURES), identity, texts))

    manifest = json.loads(members["manifest.json"])
    assert {name: members[name] for name in texts} == texts
    assert set(members) == {*manifest, "manifest.json", "signature"}
    assert all(manifest[name] == hashlib.sha1(data).hexdigest() for name, data in texts.items())


def test_prepared_images_serve_many_passes(identity: Identity) -> None:
    images = Images.prepare(PICTURES)
    build(document(), images, identity)

    again = opened(build({"formatVersion": 1}, images, identity))

    assert again["pass.json"] == b'{"formatVersion":1}'
    assert images == Images.prepare(PICTURES)


def test_a_pass_without_its_icon_is_refused() -> None:
    with pytest.raises(ValueError, match="needs icon"):
        Images.prepare({"strip.png": b"x"})
