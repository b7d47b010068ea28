/**
 * From moving pictures to codes: one frame at a time goes to the decoder, whole, because a code
 * at the edge counts too. A code is told once and then held until it has been out of sight for
 * several frames in a row; a time limit instead would stamp a card twice that stays in view.
 */

const ABSENT_FRAMES = 8;
const NO_FRAME_MS = 500;

export class Scanner {
  /**
   * @param {HTMLVideoElement} video
   * @param {(code: string, seenAt: number) => void} onCode and when the picture was taken in which it was first read
   * @param {() => void} onFailure the decoder cannot work here
   */
  constructor(video, onCode, onFailure) {
    this.video = video;
    this.onCode = onCode;
    this.running = false;
    /** @type {string | null} */
    this.held = null;
    this.absent = 0;
    /** @type {((text: string | null) => void) | null} */
    this.waiting = null;
    // At an address of the till's own, so that the till's service worker answers for what it loads.
    this.decoder = new Worker('/till/decoder.js', { type: 'module' });
    this.decoder.onmessage = ({ data }) => (data.failure ? this.#give(onFailure) : this.waiting?.(data.text));
    this.decoder.onerror = () => this.#give(onFailure);
  }

  async start() {
    if (this.running) return;
    this.running = true;
    while (this.running) {
      await nextFrame(this.video);
      const seenAt = performance.now();
      const frame = await this.#frame();
      if (frame && this.running) this.#see(await this.#decode(frame), seenAt);
    }
  }

  stop() {
    this.running = false;
    this.waiting?.(null);
  }

  /** For good: another one can be made. */
  end() {
    this.stop();
    this.decoder.terminate();
  }

  /** @param {() => void} up */
  #give(up) {
    this.stop();
    up();
  }

  async #frame() {
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    return createImageBitmap(this.video).catch(() => null);
  }

  /** @param {ImageBitmap} frame @returns {Promise<string | null>} */
  #decode(frame) {
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.decoder.postMessage(frame, [frame]);
    });
  }

  /** @param {string | null} text @param {number} seenAt */
  #see(text, seenAt) {
    if (!this.running) return;
    if (text === null) {
      this.absent += 1;
      if (this.absent >= ABSENT_FRAMES) this.held = null;
      return;
    }
    this.absent = 0;
    if (text === this.held) return;
    this.held = text;
    this.onCode(text, seenAt);
  }
}

/**
 * The next picture, or half a second: some browsers play without ever calling back.
 * @param {HTMLVideoElement} video
 */
function nextFrame(video) {
  return new Promise((resolve) => {
    setTimeout(resolve, NO_FRAME_MS);
    video.requestVideoFrameCallback?.(resolve);
  });
}
