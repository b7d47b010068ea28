"""Headers that every answer carries, by path: the same table for functions and static pages.

After OWASP ASVS 5.0, 3.4: no inline script or style, no foreign origin, no framing, no
referrer (a card's address is its key).
"""

from collections.abc import Mapping

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
_ALWAYS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_IMMUTABLE = ("/assets/", "/i/")
_DYNAMIC = ("/v1/", "/c/", "/r/", "/apple/", "/mailbox/")


def security_headers(path: str, status: int = 200) -> Mapping[str, str]:
    """Headers for an answer at that path; only what is there may be cached for ever."""
    till = path.startswith("/till/")
    # What reads codes is a worker with an answer of its own; an older WebKit asks its page's.
    policy = {**_POLICY, "script-src": "'self' 'wasm-unsafe-eval'"} if till else _POLICY
    return {
        **_ALWAYS,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": "camera=(self)" if till else "camera=()",
        "Cache-Control": _caching(path) if status < 400 else "no-store",
    }


def _caching(path: str) -> str:
    if path.startswith(_IMMUTABLE):
        return "public, max-age=31536000, immutable"
    return "no-store" if path.startswith(_DYNAMIC) else "public, max-age=60"
