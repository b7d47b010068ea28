/** The picture on the till's screen: the camera, the scanner, and words when there is no picture. */

import { CameraTrouble, willAsk } from './camera.js';
import { clearTrouble, tellTrouble, tellTrying } from './camera-help.js';
import { Lamp } from './lamp.js';
import { Scanner } from './scanner.js';
import { part } from './view.js';

/** A picture that comes at once needs no words about the question before it. */
const ASKED_AFTER_MS = 400;

export class Finder {
  /**
   * @param {import('./camera.js').Camera} camera
   * @param {(code: string, seenAt: number) => boolean | void} onCode false: not now
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
    if (!this.#prepare()) return this.#stopFor('decoder');
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
    void this.scanner?.start();
    part('change-camera').hidden = !(await this.camera.hasOthers());
    await this.lamp.follow(this.camera.track);
  }

  /** What reads the codes is fetched while the phone opens its camera. @returns {boolean} whether there is such a thing here */
  #prepare() {
    try {
      this.scanner ??= new Scanner(this.camera.video, this.onCode, () => this.#stopFor('decoder'));
      return true;
    } catch {
      return false;
    }
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
}
