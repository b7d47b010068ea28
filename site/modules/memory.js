/**
 * Small things that a phone may remember, and may refuse to: how somebody works here, what was done
 * last. Where it refuses they hold for as long as the page is open; nothing waits for them, and
 * nothing that matters is kept here.
 */

export class Memory {
  /** @param {() => Storage} place asked for at each use: a browser may refuse even to name it */
  constructor(place) {
    this.place = place;
    /** @type {Map<string, string | null>} what is newer than the place would take */
    this.unkept = new Map();
  }

  /** @param {string} name @returns {string | null} */
  recall(name) {
    if (this.unkept.has(name)) return this.unkept.get(name) ?? null;
    try {
      return this.place().getItem(name);
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {string} what */
  remember(name, what) {
    this.#change(name, what, (place) => place.setItem(name, what));
  }

  /** @param {string} name */
  forget(name) {
    this.#change(name, null, (place) => place.removeItem(name));
  }

  /** @param {string} name @param {string | null} what @param {(place: Storage) => void} write */
  #change(name, what, write) {
    try {
      write(this.place());
      this.unkept.delete(name);
    } catch {
      this.unkept.set(name, what);
    }
  }
}

/** For as long as this phone is used. */
export const phone = new Memory(() => localStorage);

/** Until the page is closed: it survives a reload. */
export const page = new Memory(() => sessionStorage);
