"""What goes wrong at the counter: a till's phone is lost, a wrong rule is published."""

import json
import re
from pathlib import Path
from typing import Any

from functions import presets
from functions.tour.actors import Till, answered, expect
from tests.cloud.drill_house import House, fails
from tests.cloud.operating import say
from tests.cloud.shop import PROGRAM

_RIGHT, _WRONG = "threshold = 9", "threshold = 2"


def lost_phone(house: House) -> None:
    """One till's phone is lost: it is shut out, the other goes on, and what it wrote is listed."""
    here = house.till()
    known = _phones(house.terminal("devices"))
    lost = house.till()
    (device,) = _phones(house.terminal("devices")) - known
    _, ada = house.join("Ada")
    answered(lost.earn(ada.code), 201)

    house.terminal("devices", "--revoke", device)
    _, bob = house.join("Bob")
    fails(lambda: lost.earn(bob.code), "device-revoked")
    answered(here.earn(bob.code), 201)
    say("The lost phone: 401 device-revoked, from its very next scan on. The other one stamps.")

    folder = house.folder / "evidence"
    house.terminal("export", str(folder))
    (file,) = folder.rglob("entries.jsonl")
    say(f"""$ grep '"till":"{device}"' {file.relative_to(house.folder)}""")
    wrote = _written_by(device, file)
    for entry in wrote:
        say(f"  {entry['happened_at']} {entry['kind']:8} {entry['card']}")
    expect(len(wrote) == 1, f"it wrote one entry, and {len(wrote)} are listed")


def wrong_rule(house: House) -> None:
    """Two stamps where nine were meant: compared, published, seen, and published back."""
    right, wrong = house.folder / "right.toml", house.folder / "wrong.toml"
    text = (presets.path("cafe").read_text(encoding="utf-8")).replace("cafe-poincon", PROGRAM, 1)
    right.write_text(text, encoding="utf-8")
    wrong.write_text(text.replace(_RIGHT, _WRONG), encoding="utf-8")
    till = house.till()
    cards = {name: house.join(name)[1].code for name in ("Ada", "Bob", "Cid", "Dan")}
    _stamp(till, cards["Ada"], 1)

    house.at.run("terminal", "program", "diff", str(right), str(wrong), "--language", "en")
    house.publish(wrong)
    house.look_now()
    _stamp(till, cards["Bob"], 2)
    _stamp(till, cards["Cid"], 1)
    expect(till.look(cards["Bob"])["card"]["ready"], "the wrong rule does not hold")
    say("Published by mistake: Bob has a coffee after two stamps.")

    house.at.run("terminal", "program", "diff", str(wrong), str(right), "--language", "en")
    house.publish(right)
    house.look_now()
    _stamp(till, cards["Dan"], 1)
    expect(till.look(cards["Bob"])["card"]["ready"], "what Bob had is gone")
    stands = {name: _balance(till, code) for name, code in cards.items()}
    for name, balance in stands.items():
        say(f"  {name}: {balance}")
    expect(stands["Cid"].endswith("2"), "a card that began under the wrong rule lost by the right")
    expect(stands["Dan"].endswith("9"), "the wrong rule holds for a card that begins now")


def _phones(said: str) -> set[str]:
    return set(re.findall(r"^\s*([0-9a-f]{16})  till", said, re.MULTILINE))


def _written_by(device: str, file: Path) -> list[dict[str, Any]]:
    found = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [entry for entry in found if entry.get("till") == device]


def _stamp(till: Till, code: str, units: int) -> None:
    answered(till.earn(code, {"units": units}), 201)


def _balance(till: Till, code: str) -> str:
    return str(till.look(code)["card"]["balance"]["text"])
