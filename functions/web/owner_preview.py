"""The owner sees the card as an iPhone shows it, in each state, before anybody holds one."""

from typing import Any

from flask.typing import ResponseReturnValue

from functions.journeys.face import faces
from functions.journeys.samples import Sample, Showcase, samples
from functions.web import schemas
from functions.web.operations import Call, Operations
from functions.web.owned import program_of
from loyalty.errors import NotFound
from loyalty.language import Language
from loyalty.program import Program
from passes.content import PassContent
from passes.preview import cut, front, said
from passes.preview_back import shown

_NAME = "name"
"""What ``cut`` calls the shop's own name, which is no field."""


def declare(operations: Operations) -> None:
    """Add the operation to the owner's."""

    @operations.add(
        method="GET",
        path="/v1/owner/preview",
        name="preview",
        query={
            "state": "a key of the answer's states, else a new card",
            "language": "one of the answer's languages, else the reader's",
        },
        summary="A sample card as an iPhone shows it: its front as SVG, its back as text",
        role="owner",
        answers={200: ("The card in that state", schemas.PREVIEW)},
    )
    def preview(call: Call) -> ResponseReturnValue:
        program = program_of(call)
        language = program.speaks(call.query.get("language") or call.language)
        known = samples(program, call.services.clock(), language)
        wanted = call.query.get("state") or known[0].key
        sample = next((one for one in known if one.key == wanted), None)
        if sample is None:
            raise NotFound()
        states = [{"key": one.key, "label": one.name[call.language]} for one in known]
        return _answer(call, program, sample, language) | {"states": states}


def _answer(call: Call, program: Program, sample: Sample, language: Language) -> dict[str, Any]:
    place = Showcase(clock=call.services.clock, url=call.services.url)
    content, *_ = faces(place, program, sample.held, sample.entries)
    logo = _logo(call, content)
    return {
        "state": sample.key,
        "language": language,
        "languages": list(program.languages),
        "svg": front(content, logo),
        "told": said(content),
        "back": [{"label": field.label, "value": shown(field)} for field in content.back],
        "cut": [_label(content, key) for key in cut(content, logo)],
    }


def _logo(call: Call, content: PassContent) -> bytes | None:
    """The shop's own, as its passes carry it."""
    if not content.brand.logo:
        return None
    name = content.picture("badge/logo@3x.png")
    return call.services.images.read(content.program_id, content.design, name)


def _label(content: PassContent, key: str) -> str:
    """What people see of a field that is too long."""
    if key == _NAME:
        return content.program_name
    return next(f"{one.label} {one.value}" for one in content.fields if one.key == key)
