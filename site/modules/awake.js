/** The screen stays on while cards may come: one that goes dark has to be woken for each of them. */

export class Awake {
  constructor() {
    this.wanted = false;
    this.asking = false;
    /** @type {WakeLockSentinel | null} */
    this.lock = null;
    // The phone takes it back whenever the page is not seen.
    document.addEventListener('visibilitychange', () => this.#ask());
  }

  keep() {
    this.wanted = true;
    return this.#ask();
  }

  release() {
    this.wanted = false;
    void this.lock?.release();
    this.lock = null;
  }

  async #ask() {
    const has = this.lock !== null && !this.lock.released;
    if (!this.wanted || has || this.asking || document.visibilityState === 'hidden') return;
    this.asking = true;
    try {
      this.lock = (await navigator.wakeLock?.request('screen')) ?? null;
    } catch {
      // Low battery or an old phone: the screen goes dark as it always did.
    }
    this.asking = false;
    if (!this.wanted) this.release();
  }
}
