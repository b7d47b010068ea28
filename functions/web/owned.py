"""Whose program an owner's phone may see."""

from functions.failures import NotAllowed
from functions.web.operations import Call
from loyalty.program import Program


def program_of(call: Call) -> Program:
    """The program of this owner's phone, which must not have been shut out meanwhile."""
    device = call.services.devices.get(call.who.program, call.who.id)
    if not device.active:
        raise NotAllowed()
    return call.services.programs.current(device.program)
