"""One origin: static files as the CDN serves them, the functions by path, the mailbox."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from werkzeug.test import Client, TestResponse

from functions.local.origin import origin
from functions.mail.ses import Ses
from functions.records import Mail
from tests.shop import Shop

FILES = {
    "index.html": b"<title>Home</title>",
    "404.html": b"<title>Nothing here</title>",
    "till/index.html": b"<title>Till</title>",
    "assets/0123/decoder/reader.wasm": b"\0asm",
    "assets/0123/modules/till.js": b"export {};",
    "till/app.webmanifest": b"{}",
    "i/cafe-poincon/1/icon.png": b"\x89PNG",
    "i/cafe-poincon/1/drawn.unknown-kind": b"?",
    "docs/notes.txt": "été".encode(),
}
MAIL = Mail(
    to="bonjour@cafe-poincon.example",
    sender_name="Café",
    subject="Semaine <6>",
    text="x",
    html="<p style='color:red'>Douze passages</p>",
    attachments={},
)


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Path:
    """A published folder, and a secret beside it."""
    for name, content in FILES.items():
        path = tmp_path / "published" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "secret.txt").write_text("hunter2")
    return tmp_path / "published"


@pytest.fixture(name="web")
def _web(shop: Shop, site: Path) -> Client:
    return web_of(shop, site, "http://127.0.0.1:8000")


def web_of(shop: Shop, site: Path, url: str, **services: Any) -> Client:
    """The shop's origin at that address, with the published folder of the test."""
    told = replace(shop.house.settings, published=("folder", str(site)), url=url)
    given = replace(shop.services, **services)
    return Client(origin(replace(shop.house, settings=told, services=given)))


def title(response: TestResponse) -> str:
    return response.text.removeprefix("<title>").removesuffix("</title>")


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_file_is_served_as_it_is(web: Client, path: str) -> None:
    assert web.get(f"/{path}").data == FILES[path]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/0123/decoder/reader.wasm", "application/wasm"),
        ("/assets/0123/modules/till.js", "text/javascript; charset=utf-8"),
        ("/till/app.webmanifest", "application/manifest+json"),
        ("/i/cafe-poincon/1/icon.png", "image/png"),
        ("/i/cafe-poincon/1/drawn.unknown-kind", "application/octet-stream"),
        ("/docs/notes.txt", "text/plain; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(web: Client, path: str, kind: str) -> None:
    assert web.get(path).content_type == kind


def test_a_folder_is_its_index(web: Client) -> None:
    assert title(web.get("/")) == "Home"
    assert title(web.get("/till/")) == "Till"


def test_a_folder_without_its_slash_is_redirected_for_good(web: Client) -> None:
    response = web.get("/till")

    assert (response.status_code, response.headers["Location"]) == (308, "/till/")


def test_a_redirect_never_leaves_the_house(web: Client) -> None:
    for path in ("//mallory.example/../till", "/\\mallory.example/../till", "//till"):
        location = web.get(path).headers.get("Location", "/")
        assert location.startswith("/") and not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("path", ["/nothing", "/docs/", "/a%00b", "/" + "a" * 300, "/" + "é" * 200])
def test_an_unknown_path_is_the_page_that_says_so(web: Client, path: str) -> None:
    response = web.get(path)

    assert (response.status_code, title(response)) == (404, "Nothing here")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/till/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/till/..%5c..%5csecret.txt",
        "//../secret.txt",
    ],
)
def test_nothing_outside_the_folder_is_served(web: Client, path: str) -> None:
    response = web.get(path)

    assert response.status_code == 404
    assert "hunter2" not in response.text


def test_static_pages_carry_the_headers_that_browsers_obey(web: Client) -> None:
    page, till = web.get("/").headers, web.get("/till/").headers
    asset = web.get("/assets/0123/modules/till.js").headers

    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "wasm-unsafe-eval" not in page["Content-Security-Policy"]
    assert "wasm-unsafe-eval" in till["Content-Security-Policy"]
    assert page["Permissions-Policy"] == "camera=()"
    assert till["Permissions-Policy"] == "camera=(self)"
    assert page["Cache-Control"] == "public, max-age=60"
    assert asset["Cache-Control"].endswith("immutable")


def test_the_functions_answer_below_their_paths(web: Client) -> None:
    titles = {
        path: web.get(path).json["info"]["title"]
        for path in ("/openapi.json", "/v1/openapi.json", "/v1/till/openapi.json")
    }

    assert titles["/openapi.json"] == titles["/v1/openapi.json"] == "Poinçon: the public function"
    assert titles["/v1/till/openapi.json"] == "Poinçon: the till"


def test_the_mailbox_lists_its_mails(shop: Shop, web: Client) -> None:
    empty = web.get("/mailbox/")
    shop.services.mailer.send(MAIL)

    listed = web.get("/mailbox/")

    assert empty.status_code == listed.status_code == 200
    assert "Semaine &lt;6&gt;" in listed.text and "Semaine" not in empty.text


def test_a_mail_is_framed_and_may_run_nothing(shop: Shop, web: Client) -> None:
    shop.services.mailer.send(MAIL)
    name = next(iter(shop.services.mailer.every())).name  # type: ignore[attr-defined]

    page, body = web.get(f"/mailbox/{name}/"), web.get(f"/mailbox/{name}/html")

    assert f"/mailbox/{name}/html" in page.text
    assert "Douze passages" in body.text
    assert body.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/mailbox/nothing/", "/mailbox/nothing/html"])
def test_a_mail_that_is_not_there_is_not_found(web: Client, path: str) -> None:
    assert web.get(path).status_code == 404


def test_a_house_that_sends_real_mail_has_no_mailbox(shop: Shop, site: Path) -> None:
    aws = boto3.client("sesv2", region_name="eu-west-3")
    ses = Ses(aws, "poincon@example.org", shop.services.clock)

    web = web_of(shop, site, "http://127.0.0.1:8000", mailer=ses)

    assert title(web.get("/mailbox/")) == "Nothing here"


def test_at_a_public_address_there_is_no_mailbox(shop: Shop, site: Path) -> None:
    shop.services.mailer.send(MAIL)

    web = web_of(shop, site, "https://cards.example.org")

    assert title(web.get("/mailbox/")) == "Nothing here"


def test_what_is_not_there_yet_is_not_cached_for_ever(web: Client) -> None:
    missing = web.get("/assets/0123/modules/new.js")

    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")
