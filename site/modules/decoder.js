/** The worker that reads QR codes. Its wasm comes from our own folder, never from a CDN. */

import { prepareZXingModule, readBarcodes } from '../decoder/reader/index.js';

const OPTIONS = /** @type {const} */ ({ formats: ['QRCode'], maxNumberOfSymbols: 1 });

prepareZXingModule({
  overrides: { locateFile: (/** @type {string} */ name) => new URL(`../decoder/${name}`, import.meta.url).href },
  fireImmediately: true,
});

/** @type {OffscreenCanvasRenderingContext2D | null} */
let context = null;

addEventListener('message', async ({ data: frame }) => {
  try {
    const pixels = draw(frame, frame.width, frame.height);
    const found = await readBarcodes(pixels, OPTIONS);
    postMessage({ text: found[0]?.text || null });
  } catch (error) {
    postMessage({ failure: String(error) });
  }
});

/** @param {ImageBitmap} frame @param {number} width @param {number} height */
function draw(frame, width, height) {
  const pencil = paper(width, height);
  pencil.drawImage(frame, 0, 0);
  frame.close();
  return pencil.getImageData(0, 0, width, height);
}

/** One canvas for all frames of a size. @param {number} width @param {number} height */
function paper(width, height) {
  if (context?.canvas.width === width && context.canvas.height === height) return context;
  const made = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context = /** @type {OffscreenCanvasRenderingContext2D} */ (made);
  return context;
}
