"""The built till in a real Chromium, before a server that answers every stamp in 120 ms."""

import base64
import io
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
from playwright.sync_api import Page, sync_playwright

from functions.publishing.pages import Pages
from functions.web.headers import security_headers
from tests.browser.conftest import ARGUMENTS, CHROMIUM, SITE
from tests.browser.counter import CODE, GRANT, STAMPS
from tests.builders import program

ANSWER_S = 0.12
CARDS = {CODE: "Ada", CODE[::-1]: "Ben"}

# A camera of 30 pictures a second. It draws in a worker, as a phone's camera films beside the page:
# slowing the page does not slow it. It tells when a card came into its picture.
CAMERA_WORKER = """
let pencil = null;
let held = null;
let isNew = false;
addEventListener('message', ({ data: { canvas, card } }) => {
  if (canvas) pencil = canvas.getContext('2d');
  held = card ?? null;
  isNew = held !== null;
});
setInterval(() => {
  if (!pencil) return;
  pencil.fillStyle = '#8a7a66';
  pencil.fillRect(0, 0, 1280, 720);
  if (!held) return;
  pencil.drawImage(held, 480, 200, 320, 320);
  if (isNew) postMessage(performance.timeOrigin + performance.now());
  isNew = false;
}, 33);
"""
CAMERA = """
const screen_ = Object.assign(document.createElement('canvas'), {width: 1280, height: 720});
const film = screen_.captureStream(30);
navigator.mediaDevices.getUserMedia = async () => film;
let camera = null;
let shownAt = null;
window.install = () => {
  camera = new Worker('/camera.js');
  camera.onmessage = ({ data }) => { shownAt = data - performance.timeOrigin; };
  const canvas = screen_.transferControlToOffscreen();
  camera.postMessage({ canvas }, [canvas]);
};
window.load = async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  return createImageBitmap(image);
};
window.hide = () => camera.postMessage({});
window.show = (card, name) => new Promise((done, fail) => {
  const panel = document.querySelector('[data-result]');
  const patience = setTimeout(() => fail(new Error(`nothing was said of ${name}`)), 10_000);
  const watch = new MutationObserver(() => {
    if (panel.dataset.tone !== 'done') return;
    if (panel.querySelector('.result-name')?.textContent !== name) return;
    watch.disconnect();
    clearTimeout(patience);
    done(performance.now() - shownAt);
  });
  watch.observe(panel, {attributes: true, childList: true, subtree: true});
  camera.postMessage({ card });
});
"""


class _Handler(SimpleHTTPRequestHandler):
    """The site's files with the product's headers, and a till that is always stamped."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".wasm": "application/wasm",
    }
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/v1/till/program":
            return self._answer(200, STAMPS)
        if self.path == "/camera.js":
            return self._send(200, "text/javascript", CAMERA_WORKER.encode())
        return super().do_GET()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/pairings"):
            return self._answer(201, GRANT)
        if self.path.endswith("/earns"):
            time.sleep(ANSWER_S)
            return self._answer(201, _stamped(asked["code"], self.headers["Idempotency-Key"]))
        return self._answer(201, {})

    def _answer(self, status: int, body: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        for name, value in security_headers(self.path).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _stamped(code: str, operation: str) -> dict[str, Any]:
    return {
        "operation": operation,
        "kind": "earn",
        "happened_at": "2026-11-22T09:00:00Z",
        "recorded_at": "2026-11-22T09:00:00Z",
        "undo_until": "2026-11-22T09:15:00Z",
        "headline": f"{CARDS[code]} · 8e visite · 8 sur 9",
        "say": "8 tampons. Encore 1 et le café est offert.",
        "card": {
            "id": code,
            "first_name": CARDS[code],
            "visit": 8,
            "balance": {"label": "TAMPONS", "text": "8/9"},
            "ready": [],
            "grants": [],
            "advantages": [],
            "image": "/i/cafe-poincon/1/8.svg",
            "last_visit_at": None,
            "birthday": False,
        },
    }


@contextmanager
def site() -> Iterator[str]:
    """The address of the built site and its server."""
    with TemporaryDirectory() as folder:
        Pages.load(SITE).build(Path(folder), [program()], {"fr": [], "en": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()


@contextmanager
def till(address: str) -> Iterator[Page]:
    """A paired till in Chromium whose camera is at hand as ``show`` and ``hide``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
        context.add_init_script(CAMERA)
        page = context.new_page()
        page.goto("/till/#code=7K3M-9QXT")
        page.fill("[name=name]", "Comptoir")
        page.click(".sign-in-send")
        page.evaluate("install()")
        page.wait_for_selector("[data-video]:visible")
        yield page
        browser.close()


def picture(text: str) -> str:
    """A code as an image's address."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="png", scale=8, border=4)
    return f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}"
