/** The picture on the till's screen: the camera, the scanner, and words when there is no picture. */

import { CameraTrouble, willAsk } from './camera.js';
import { clearTrouble, tellTrouble, tellTrying } from './camera-help.js';
import { Lamp } from './lamp.js';
import { Scanner } from './scanner.js';
import { isMuted, setMuted } from './sound.js';
import { part } from './view.js';

/** A picture that comes at once needs no words about the question before it. */
const ASKED_AFTER_MS = 400;

export class Finder {
  /**
   * @param {import('./camera.js').Camera} camera
   * @param {(code: string, seenAt: number) => void} onCode
   */
  constructor(camera, onCode) {
    this.camera = camera;
    this.onCode = onCode;
    camera.onLost = () => this.#lose();
    this.lamp = new Lamp(part('lamp'));
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
    tellTrying();
    const question = setTimeout(() => this.#tellQuestion(), ASKED_AFTER_MS);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof CameraTrouble)) throw error;
      return this.#stopFor(error.why);
    } finally {
      clearTimeout(question);
    }
    if (this.camera.isOpen) await this.#look();
    return undefined;
  }

  async #look() {
    clearTrouble();
    part('change-camera').hidden = !(await this.camera.hasOthers());
    await this.lamp.follow(this.camera.track);
    await this.#keepAwake();
    this.scanner ??= new Scanner(this.camera.video, this.onCode, () => this.#stopFor('decoder'));
    void this.scanner.start();
  }

  /** The phone has put a question over the page: what it is about stands under it. */
  async #tellQuestion() {
    if ((await willAsk()) && this.camera.opening && !this.camera.isOpen) tellTrouble('asked');
  }

  /** Nothing is filmed behind words that say so; what failed is made anew at the next try. @param {import('./camera-help.js').Trouble} why */
  #stopFor(why) {
    this.scanner?.end();
    this.scanner = null;
    this.camera.close();
    tellTrouble(why);
  }

  #lose() {
    if (this.wanted) this.#stopFor('busy');
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
