/**
 * How a till that is open all day comes to the next version: that one waits, whole, beside this one
 * (templates/offline.js), and takes over with a reload when nobody would notice.
 */

const WORKER = '/till/offline.js';
const TAKE_OVER = 'take over';
const ASK_EVERY_MS = 3_600_000;
const LOOK_EVERY_MS = 60_000;
const LEFT_ALONE_MS = 600_000;

/** @param {() => boolean} isIdle nothing stands here, or is under way, that a reload would take away */
export async function followReleases(isIdle) {
  const { serviceWorker: workers } = navigator;
  const release = workers && new Release(workers, isIdle);
  try {
    release?.follow(await workers.register(WORKER));
  } catch {
    // Without it the till works as before; it only cannot be opened without network.
  }
}

class Release {
  /** @param {ServiceWorkerContainer} workers @param {() => boolean} isIdle */
  constructor(workers, isIdle) {
    this.isIdle = isIdle;
    /** @type {ServiceWorkerRegistration | undefined} */
    this.registration = undefined;
    /** This page is of a version that has been replaced. */
    this.replaced = false;
    // A page that was just opened has not been touched: it changes at once.
    this.touchedAt = 0;
    this.askedAt = Date.now();
    let controlled = Boolean(workers.controller);
    workers.addEventListener('controllerchange', () => {
      // The very first worker replaces nothing.
      this.replaced = controlled;
      controlled = true;
      this.#look();
    });
    for (const touched of ['pointerdown', 'keydown']) addEventListener(touched, () => this.#touch(), true);
  }

  /** @param {ServiceWorkerRegistration} registration */
  follow(registration) {
    this.registration = registration;
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', () => this.#look());
    });
    document.addEventListener('visibilitychange', () => this.#look());
    setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#look();
  }

  #touch() {
    this.touchedAt = Date.now();
  }

  /** Whoever looks at the page has nothing on it: the version that waits may have it. */
  #look() {
    if (document.visibilityState === 'hidden') return;
    this.#ask();
    if (!this.isIdle()) this.#touch();
    if (!isPast(this.touchedAt, LEFT_ALONE_MS)) return;
    if (this.replaced) location.reload();
    else this.registration?.waiting?.postMessage(TAKE_OVER);
  }

  #ask() {
    if (!isPast(this.askedAt, ASK_EVERY_MS)) return;
    this.askedAt = Date.now();
    this.registration?.update().catch(() => {
      // No network: the next hour has another chance.
    });
  }
}

/** A clock that was put right counts as a long time. @param {number} at @param {number} length */
const isPast = (at, length) => Math.abs(Date.now() - at) >= length;
