/** The picture on the till's screen: the camera, the scanner, and words when there is no picture. */

import { CameraTrouble } from './camera.js';
import { Scanner } from './scanner.js';
import { isMuted, setMuted } from './sound.js';
import { part } from './view.js';
import { say } from './words.js';

export class Finder {
  /**
   * @param {import('./camera.js').Camera} camera
   * @param {(code: string) => void} onCode
   */
  constructor(camera, onCode) {
    this.camera = camera;
    this.onCode = onCode;
    this.wanted = false;
    /** @type {Scanner | null} */
    this.scanner = null;
    part('open-camera').addEventListener('click', () => this.open());
    part('change-camera').addEventListener('click', () => this.#try(() => this.camera.change()));
    document.addEventListener('visibilitychange', () => this.#follow());
    this.#offerSound();
  }

  async open() {
    this.wanted = true;
    await this.#try(() => this.camera.open());
  }

  close() {
    this.wanted = false;
    this.#pause();
  }

  /** A camera that films a hidden page is neither polite nor kind to the battery. */
  async #follow() {
    if (!this.wanted) return;
    if (document.visibilityState === 'hidden') this.#pause();
    else await this.open();
  }

  #pause() {
    this.scanner?.stop();
    this.camera.close();
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    this.#say('');
    try {
      await act();
    } catch (error) {
      if (!(error instanceof CameraTrouble)) throw error;
      return this.#say(say(`camera_${error.why}`));
    }
    part('change-camera').hidden = !(await this.camera.hasOthers());
    await this.#keepAwake();
    this.scanner ??= new Scanner(this.camera.video, this.onCode, () => this.#say(say('camera_decoder')));
    void this.scanner.start();
    return undefined;
  }

  /** @param {string} trouble empty when there is none */
  #say(trouble) {
    part('finder').toggleAttribute('data-dark', trouble !== '');
    part('camera-text').textContent = trouble;
    part('camera-trouble').hidden = trouble === '';
  }

  async #keepAwake() {
    try {
      await navigator.wakeLock?.request('screen');
    } catch {
      // Low battery or an old phone: the screen goes dark as it always did.
    }
  }

  #offerSound() {
    const button = part('sound');
    const tell = () => {
      button.setAttribute('aria-pressed', String(!isMuted()));
    };
    button.addEventListener('click', () => {
      setMuted(!isMuted());
      tell();
    });
    tell();
  }
}
