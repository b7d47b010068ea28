"""What the till's decoder makes of pictures: the very worker that the till starts."""

import base64
from collections.abc import Iterable

from playwright.sync_api import Page

# ``decoder.js`` says when it cannot work at all; that is never taken for a picture without a code.
_READER = """
() => {
  const worker = new Worker('/till/decoder.js', {type: 'module'});
  window.read = async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const frame = await createImageBitmap(image);
    return new Promise((resolve, reject) => {
      worker.onerror = () => reject(new Error('the decoder did not start'));
      worker.onmessage = ({ data: { text, failure } }) =>
        failure ? reject(new Error(failure)) : resolve(text);
      worker.postMessage(frame, [frame]);
    });
  };
}
"""


def read(page: Page, pictures: Iterable[bytes]) -> list[str | None]:
    """The text that was found in each picture (JPEG), on a page of the till's."""
    if not page.evaluate("'read' in window"):
        page.evaluate(_READER)
    return [page.evaluate("address => read(address)", _address(one)) for one in pictures]


def _address(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
