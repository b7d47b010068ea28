"""What an environment is told: its table of ``infra/stages.toml``, and the names that follow."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loyalty.errors import BadConfiguration
from loyalty.program_file import is_mail

ROOT = Path(__file__).parents[2]
FILE = ROOT / "infra" / "stages.toml"
EXAMPLE = ROOT / "infra" / "stages.example.toml"

SERVED = ("public", "till", "owner")
FUNCTIONS = (*SERVED, "jobs")

_NAME = re.compile(r"[a-z][a-z0-9]{0,19}")
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}")
_TABLE = re.compile(r"[A-Za-z0-9_.-]{3,255}")
_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One environment; ``budget_usd`` is 0 where nobody is to hear of money."""

    name: str
    region: str
    domain: str
    sender: str
    programs: tuple[Path, ...]
    attention: str = ""
    budget_usd: int = 0
    apple_pass_type: str = ""
    apple_team: str = ""
    google_issuer: str = ""
    table: str = ""
    account: str = ""

    @property
    def table_in_use(self) -> str:
        """The table that the functions use: the stack's own, or one that was restored beside it."""
        return self.table or f"poincon-{self.name}"

    @property
    def stack(self) -> str:
        """The CloudFormation stack."""
        return f"poincon-{self.name}"

    @property
    def url(self) -> str:
        """The one address."""
        return f"https://{self.domain}"

    @property
    def sender_domain(self) -> str:
        """What Amazon SES must let us send from."""
        return self.sender.rpartition("@")[2]

    def zappa(self, function: str) -> str:
        """What Zappa calls one function of this environment, as in ``production_till``."""
        return f"{self.name}_{function}"

    def function(self, function: str) -> str:
        """What Lambda calls it."""
        return f"poincon-{self.name}-{function}"

    def parameter(self, name: str) -> str:
        """Where Parameter Store keeps a secret of this environment."""
        return f"/poincon/{self.name}/{name}"


def read(file: Path, name: str) -> Stage:
    """One environment; raises ``BadConfiguration`` naming everything that is wrong with it."""
    known = _tables(file)
    if name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise _wrong(f"{file.name} [{name}]", "is missing", f"it has {listed}")
    errors: list[dict[str, str]] = []
    given = dict(known[name])
    if not _NAME.fullmatch(name):
        errors.append(_error(f"[{name}]", "cannot be a name", "as in production: a-z and 0-9"))
    values = {key: rule(given.pop(key, None), key, errors) for key, rule in _RULES.items()}
    errors += [_error(key, "is not known", f"known are {', '.join(_RULES)}") for key in given]
    if errors:
        raise BadConfiguration(errors=errors)
    return Stage(name=name, **values)


def _tables(file: Path) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        hint = f"copy infra/{EXAMPLE.name} to it and fill in your own domain and addresses"
        raise _wrong(str(file), "is not there", hint) from None
    except (OSError, ValueError) as error:
        raise _wrong(str(file), f"cannot be read: {error}", "a file in TOML") from None
    return {name: table for name, table in tables.items() if isinstance(table, dict)}


def _matching(pattern: re.Pattern[str], hint: str) -> Any:
    def rule(value: object, key: str, errors: list[dict[str, str]]) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            errors.append(_error(key, _said(value), hint))
        elif _is_example(value):
            errors.append(_error(key, f"is still the example's: {value!r}", "put your own"))
        return str(value)

    return rule


def _mail(needed: bool) -> Any:
    def rule(value: object, key: str, errors: list[dict[str, str]]) -> str:
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not is_mail(value) or not _has_domain(value):
            errors.append(_error(key, _said(value), "an address, as in bonjour@example.org"))
        elif _is_example(value):
            errors.append(_error(key, f"is still the example's: {value!r}", "put your own"))
        return str(value)

    return rule


def _dollars(value: object, key: str, errors: list[dict[str, str]]) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        errors.append(_error(key, _said(value), "whole dollars a month, or leave it out"))
        return 0
    return value


def _text(value: object, key: str, errors: list[dict[str, str]]) -> str:
    if value is not None and not isinstance(value, str):
        errors.append(_error(key, _said(value), "text in quotes"))
    return str(value or "").strip()


def _table(value: object, key: str, errors: list[dict[str, str]]) -> str:
    if value is not None and not (isinstance(value, str) and _TABLE.fullmatch(value)):
        errors.append(_error(key, _said(value), "a table's name, as in poincon-production-2"))
    return str(value or "")


def _account(value: object, key: str, errors: list[dict[str, str]]) -> str:
    if value is not None and not (isinstance(value, str) and _ACCOUNT.fullmatch(value)):
        errors.append(_error(key, _said(value), "twelve digits in quotes"))
    return str(value or "")


def _files(value: object, key: str, errors: list[dict[str, str]]) -> tuple[Path, ...]:
    hint = 'program files, as in ["var/program.toml"]'
    if not isinstance(value, list) or not value:
        errors.append(_error(key, _said(value), hint))
        return ()
    files = tuple(ROOT / str(one) for one in value)
    errors += [_error(key, f"{one} is not there", hint) for one in files if not one.is_file()]
    return files


_RULES = {
    "region": _matching(_REGION, "a region of AWS, as in eu-west-3"),
    "domain": _matching(_DOMAIN, "a domain of yours, as in cards.example.org"),
    "sender": _mail(needed=True),
    "attention": _mail(needed=False),
    "budget_usd": _dollars,
    "programs": _files,
    "apple_pass_type": _text,
    "apple_team": _text,
    "google_issuer": _text,
    "table": _table,
    "account": _account,
}


def _has_domain(mail: str) -> bool:
    return _DOMAIN.fullmatch(mail.rpartition("@")[2]) is not None


def _is_example(value: str) -> bool:
    return f".{value.rpartition('@')[2]}".endswith(".example.org")


def _said(value: object) -> str:
    return "is missing" if value is None else f"cannot be {value!r}"


def _error(path: str, reason: str, hint: str) -> dict[str, str]:
    return {"path": path, "reason": reason, "hint": hint}


def _wrong(path: str, reason: str, hint: str) -> BadConfiguration:
    return BadConfiguration(errors=[_error(path, reason, hint)])
