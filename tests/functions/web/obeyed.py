"""What every answer's headers must say, written a second time: after OWASP ASVS 5.0, 3.4."""

import re
from collections.abc import Iterator, Mapping

_SOURCES = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:", "blob:"},
    "media-src": {"'self'", "blob:"},
    "connect-src": {"'self'"},
    "worker-src": {"'self'"},
    "manifest-src": {"'self'"},
    "frame-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
    "frame-ancestors": {"'none'"},
}
WASM = "'wasm-unsafe-eval'"
"""Only where the QR decoder runs: its worker, and the pages that start it."""

_EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_NEVER = ("Set-Cookie", "X-Powered-By", "Via", "X-AspNet-Version", "Access-Control-Allow-Origin")
_TWO_YEARS = 63_072_000


def faults(path: str, status: int, headers: Mapping[str, str]) -> list[str]:
    """What is wrong with the headers of an answer at that path, a few words each."""
    found = [*_policy_faults(path, headers.get("Content-Security-Policy", ""))]
    found += [name for name, value in _EXACTLY.items() if headers.get(name) != value]
    found += [name for name in _NEVER if name in headers]
    hsts = re.fullmatch(
        r"max-age=(\d+); includeSubDomains", headers.get("Strict-Transport-Security", "")
    )
    if not hsts or int(hsts[1]) < _TWO_YEARS:
        found.append("Strict-Transport-Security")
    if re.search(r"\d", headers.get("Server", "")):
        found.append("Server says its version")
    camera = "camera=(self)" if path.startswith("/till/") else "camera=()"
    if headers.get("Permissions-Policy") != camera:
        found.append("Permissions-Policy")
    if not _is_kept_rightly(path, status, headers.get("Cache-Control", "")):
        found.append("Cache-Control")
    return found


def _policy_faults(path: str, policy: str) -> Iterator[str]:
    said = {name: {*words} for name, *words in map(str.split, policy.split(";"))} if policy else {}
    runs_wasm = path.startswith("/till/")
    for name, sources in _SOURCES.items():
        allowed = sources | ({WASM} if runs_wasm and name == "script-src" else set())
        if not said.get(name) or not said[name] <= allowed:
            yield f"Content-Security-Policy: {name}"
    yield from (f"Content-Security-Policy: {name}?" for name in said.keys() - _SOURCES.keys())


def _is_kept_rightly(path: str, status: int, caching: str) -> bool:
    """Nothing of a person and no error is kept; what never changes may be, for ever."""
    if status >= 400 or path.startswith(("/v1/", "/c/", "/r/", "/apple/", "/openapi.json")):
        return caching == "no-store"
    if path.startswith(("/assets/", "/i/")):
        return caching == "public, max-age=31536000, immutable"
    return caching == "public, max-age=60"
