"""What a shop asks of the wallets: buttons apart from each other, a reader's key that is one."""

import pytest

from tests.builders import program_data
from tests.loyalty.program_file.files import paths, read, refused

_HEAD = "EwYHKoZIzj0CAQYIKoZIzj0DAQcD"
_X = "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY"
WHOLE = f"MFkw{_HEAD}QgAE{_X[:-1]}ZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q=="
COMPRESSED = f"MDkw{_HEAD}IgAD{_X}="
"""The base point of P-256, in both forms."""


def action(name: str) -> dict[str, str]:
    return {"id": name, "url": f"https://cafe.example/{name}"}


@pytest.mark.parametrize("key", [WHOLE, COMPRESSED, f"MDkw{_HEAD}IgAC{_X}="])
def test_a_p_256_key_is_taken_with_its_point_whole_or_compressed(key: str) -> None:
    nfc = read(program_data(wallet={"nfc": {"public_key": key}})).wallet.nfc

    assert nfc and nfc.public_key == key


@pytest.mark.parametrize(
    "key",
    [
        "",
        "AAAA",
        "é",
        f"MDkw{_HEAD}IgAC",
        f"MDkw{_HEAD}IgAE{_X}=",
        COMPRESSED[:-4],
        f"{COMPRESSED[:-1]}A",
        f"MFkw{_HEAD}QgAD{WHOLE[36:]}",
        WHOLE.replace("AQcD", "AQYD"),
        f"-----BEGIN PUBLIC KEY-----\n{WHOLE}\n-----END PUBLIC KEY-----",
    ],
)
def test_what_is_no_whole_p_256_key_is_refused_with_the_command_that_writes_one(key: str) -> None:
    (error,) = refused(program_data(wallet={"nfc": {"public_key": key}}))

    assert error["path"] == "wallet.nfc.public_key"
    assert "openssl pkey" in error["hint"]


def test_two_buttons_have_two_ids() -> None:
    apart = read(program_data(wallet={"actions": [action("menu"), action("offers")]}))

    assert [each.id for each in apart.wallet.actions] == ["menu", "offers"]
    assert paths(program_data(wallet={"actions": [action("menu"), action("menu")]})) == [
        "wallet.actions[1].id"
    ]


@pytest.mark.parametrize(
    "url", ["http://cafe.example/", "https://cafe", "https://cafe.example/a b"]
)
def test_a_button_leads_to_a_whole_address(url: str) -> None:
    (error,) = refused(program_data(wallet={"actions": [action("menu") | {"url": url}]}))

    assert "https:// and a full name, without spaces" in error["hint"]
