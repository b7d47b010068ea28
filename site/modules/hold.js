/**
 * What the server has said to this phone as a whole: that it takes nothing for now, or nothing of what
 * waited, and why. Nothing is asked again before the time that it named.
 */

/** @typedef {import('./api.js').Problem} Problem */

export class Hold {
  /** @param {() => void} onEnd the time that it named has come */
  constructor(onEnd) {
    this.onEnd = onEnd;
    /** @type {Problem | undefined} */
    this.said = undefined;
    this.until = 0;
    this.timer = 0;
  }

  get why() {
    return this.said?.message ?? '';
  }

  /** Whether what waits is left where it is. */
  get stopsWaiting() {
    return this.said !== undefined && Date.now() < this.until;
  }

  /** What a scan is told without asking, if it is. */
  get stopsAll() {
    return this.said?.forAll && this.stopsWaiting ? this.said : undefined;
  }

  /** @param {Problem} problem */
  hear(problem) {
    if (!problem.forAll && !problem.forLate) return this.ease();
    this.said = problem;
    if (problem.restMs > 0) this.#rest(problem.restMs);
    return undefined;
  }

  /** Something else was said to a scan: what holds for the waiting ones alone still does. */
  ease() {
    if (!this.said?.forLate || !this.stopsWaiting) this.said = undefined;
  }

  /** This phone is somebody else from now on. */
  release() {
    this.said = undefined;
    clearTimeout(this.timer);
  }

  /** By a timer, for the clock may be set back; and by the clock, for a timer sleeps with the phone. @param {number} length in milliseconds */
  #rest(length) {
    this.until = Date.now() + length;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.until = 0;
      this.onEnd();
    }, length);
  }
}
