/**
 * From moving pictures to codes: one frame at a time goes to the decoder, whole, because a code
 * at the edge counts too. A code is told once for as long as it is held out.
 */

import { Held } from './held.js';
import { Reader } from './reader.js';

const NO_FRAME_MS = 500;

/** Some pictures cannot be taken while a camera starts; that many in a row never can. */
const UNTAKEN = 20;

export class Scanner {
  /**
   * @param {HTMLVideoElement} video
   * @param {(code: string, seenAt: number) => boolean | void} onCode and when the picture was taken in which it was first read; false: it is not taken, and told again while it is in view
   * @param {() => void} onFailure no code can be read here
   */
  constructor(video, onCode, onFailure) {
    this.video = video;
    this.onCode = onCode;
    this.held = new Held();
    this.untaken = 0;
    this.fail = () => {
      this.end();
      onFailure();
    };
    this.reader = new Reader(this.fail);
    /** @type {Promise<string | null | undefined>} */
    this.reading = Promise.resolve(undefined);
    /** @type {symbol | null} which of several starts still goes on */
    this.run = null;
  }

  async start() {
    if (this.run) return;
    const run = Symbol('run');
    this.run = run;
    // What was on its way when the last one stopped is nobody's answer.
    await this.reading;
    let coming = nextFrame(this.video);
    while (this.run === run) {
      await coming;
      if (this.run !== run) return;
      // A picture that comes while this one is read is not waited for again.
      coming = nextFrame(this.video);
      const seenAt = performance.now();
      this.reading = this.#read();
      const text = await this.reading;
      if (text !== undefined && this.run === run) this.#see(text, seenAt);
    }
  }

  /** What the next picture says; undefined where there is none. */
  async #read() {
    const frame = await this.#frame();
    return frame && this.run ? this.reader.read(frame) : undefined;
  }

  stop() {
    this.run = null;
  }

  /** For good: another one can be made. */
  end() {
    this.stop();
    this.reader.end();
  }

  async #frame() {
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    try {
      const frame = await createImageBitmap(this.video);
      this.untaken = 0;
      return frame;
    } catch {
      this.untaken += 1;
      if (this.untaken === UNTAKEN) this.fail();
      return null;
    }
  }

  /** @param {string | null} text @param {number} seenAt */
  #see(text, seenAt) {
    if (this.held.see(text, seenAt) && this.onCode(/** @type {string} */ (text), seenAt) === false) this.held.forget();
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
