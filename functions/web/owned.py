"""Whose program an owner's phone may see."""

from functions.failures import NotAllowed
from functions.records import Device
from functions.web.operations import Call
from loyalty.program import Program


def program_of(call: Call) -> Program:
    """The program of this owner's phone, which must not have been shut out meanwhile."""
    return call.services.programs.current(owning(call).program)


def owning(call: Call) -> Device:
    """That phone itself."""
    device = call.services.devices.get(call.who.program, call.who.id)
    if not device.active:
        raise NotAllowed()
    return device
