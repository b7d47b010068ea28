"""One origin: static pages and the four functions by path, as the CDN has them on AWS."""

import mimetypes
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from functions import owner, public, till, wiring
from functions.local import mailbox_pages
from functions.mail.mailbox import Mailbox
from functions.routing import function_for
from functions.web.headers import security_headers

StartResponse: TypeAlias = Callable[..., Any]
Wsgi: TypeAlias = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


def origin(house: wiring.House) -> Wsgi:
    """The whole site as one WSGI app."""
    functions: Mapping[str, Wsgi] = {
        "public": public.create(house),
        "till": till.create(house),
        "owner": owner.create(house),
    }
    mailbox = _mailbox(house)
    pages = _static(Path(house.settings.published[1]))

    def app(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        named = function_for(path)
        if named or path == "/openapi.json":
            return functions[named or "public"](environ, start_response)
        chosen = mailbox if mailbox and path.startswith("/mailbox/") else pages
        return chosen(environ, start_response)

    return app


def _mailbox(house: wiring.House) -> Wsgi | None:
    """Sent mails are shown on this machine alone, never at a public address."""
    mailer = house.services.mailer
    if isinstance(mailer, Mailbox) and house.settings.is_local:
        return mailbox_pages.create(mailer, house.pages)
    return None


def _static(folder: Path) -> Wsgi:
    """Published files; a folder is its ``index.html``, an unknown path the page that says so."""

    def app(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        response = _file(folder, request.path)
        for name, value in security_headers(request.path, response.status_code).items():
            response.headers.setdefault(name, value)
        return response(environ, start_response)

    return app


def _file(folder: Path, path: str) -> Response:
    found = safe_join(str(folder), path.lstrip("/"))
    if found is None:
        return NotFound().get_response()
    file = Path(found)
    if _is(file.is_dir):
        if not path.endswith("/"):
            return redirect(f"{path}/", 308, Response)
        file = file / "index.html"
    if not _is(file.is_file):
        return Response((folder / "404.html").read_bytes(), 404, mimetype="text/html")
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Response(file.read_bytes(), mimetype=kind)


def _is(asked: Callable[[], bool]) -> bool:
    """The answer, and no for a name that is longer than the file system's."""
    try:
        return asked()
    except OSError:
        return False
