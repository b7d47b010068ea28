"""``poincon pair`` and ``devices``: a phone is let in, the paired ones are listed or shut out."""

import sys

from functions import wiring
from functions.exporting.folder import wrong
from functions.journeys import pair
from functions.records import Role
from functions.routing import room_path
from functions.terminal.sentences import printable
from loyalty.errors import NotFound


def offer(house: wiring.House, program_id: str, role: Role, shop: str) -> None:
    """Print a pairing code, and the address that takes it."""
    program = house.services.programs.current(program_id)
    shops = [one.id for one in program.shops]
    if shop and shop not in shops:
        raise wrong("--shop", f"{program.id} has no shop {shop!r}", f"it has {', '.join(shops)}")
    offered = pair.offer(house.services, program.id, role, shop or shops[0])
    where = f"{house.services.url}{room_path(role, program.language)}#code={offered.code}"
    sys.stdout.write(f"{program.name}: {offered.code}  (10 minutes, once)  {where}\n")


def list_phones(house: wiring.House, program_id: str, revoke: str) -> None:
    """Print a line for each paired phone, once the one that is named is shut out."""
    services, program = house.services, house.services.programs.current(program_id).id
    if revoke:
        _shut_out(house, program, revoke)
    for device in services.devices.every(program):
        state = "active" if device.active else "shut out"
        paired, name = f"{device.paired_at:%Y-%m-%d}", printable(device.name)
        sys.stdout.write(f"{device.id}  {device.role:5}  {state:8}  {paired}  {name}\n")


def _shut_out(house: wiring.House, program: str, device: str) -> None:
    try:
        house.services.devices.revoke(program, device)
    except NotFound:
        raise wrong("--revoke", f"{program} has no phone {device!r}", "poincon devices") from None
