"""The declaration of one operation: what it is called, who may ask, what it takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from functions.records import Role

Schema: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A declaration. ``answers`` map a status to a description and a schema or media type."""

    method: str
    path: str
    name: str
    summary: str
    answers: Mapping[int, tuple[str, Schema | str | None]]
    role: Role | None = None
    body: Schema | None = None
    takes_form: bool = False
    needs_key: bool = False
    may_have_key: bool = False
    takes_staff: bool = False
    """Whether somebody of the staff may have to answer for it: by the header ``Staff``."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Names of query parameters, all optional, with what they are."""
    scheme: Literal["bearer", "apple-pass"] | None = None
    """How the caller proves itself where no role is declared."""
