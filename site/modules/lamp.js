/** The phone's own light, for a dark counter: offered where the open camera has one. */

import { phone } from './memory.js';

const LIT = 'till-lamp';

export class Lamp {
  /** @param {HTMLElement} button */
  constructor(button) {
    this.button = button;
    /** @type {MediaStreamTrack | undefined} */
    this.track = undefined;
    button.addEventListener('click', () => this.#press());
  }

  /** A camera was opened: its light is as it was left on this phone. @param {MediaStreamTrack | undefined} track */
  async follow(track) {
    this.track = track;
    this.button.hidden = !hasLamp(track);
    this.#tell(false);
    if (!this.button.hidden && phone.recall(LIT) === 'yes') await this.#turn(true);
  }

  async #press() {
    const on = this.button.getAttribute('aria-pressed') !== 'true';
    phone.remember(LIT, on ? 'yes' : 'no');
    await this.#turn(on);
  }

  /** @param {boolean} on */
  async #turn(on) {
    try {
      const light = /** @type {MediaTrackConstraintSet} */ ({ torch: on });
      await this.track?.applyConstraints({ advanced: [light] });
      this.#tell(on);
    } catch {
      // Too hot, or a battery too low for it: the button goes on saying what is.
    }
  }

  /** @param {boolean} on */
  #tell(on) {
    this.button.setAttribute('aria-pressed', String(on));
  }
}

/** @param {MediaStreamTrack | undefined} track */
function hasLamp(track) {
  const can = /** @type {{torch?: boolean} | undefined} */ (track?.getCapabilities?.());
  return can?.torch === true;
}
