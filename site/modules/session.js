/** Who this phone is to the server: an access token, renewed with a refresh token used once. */

import { NoAnswer, Problem, ask } from './api.js';
import { tryFind, tryForget, tryKeep } from './safekeeping.js';

/** The phone is no longer on the list, or never was. */
export class SignedOut extends Error {}

/** What the server says to a refresh token that is no good, or is none. */
const NO_MORE = [401, 422];

/** @typedef {{access_token: string, refresh_token: string, expires_in: number} & Record<string, any>} Grant */

export class Session {
  /** @param {'till' | 'owner'} role */
  constructor(role) {
    this.role = role;
    /** @type {any} */
    this.record = null;
    /** What this page knows is newer than what the phone could keep. */
    this.unkept = false;
  }

  /** Take up the session that this phone had; whether there is one. */
  async resume() {
    this.record = (await tryFind('sessions', this.role)) ?? null;
    return this.record !== null;
  }

  /**
   * Trade a pairing code for a session.
   * @param {Record<string, string>} answers the code, and what else the form asks
   */
  async start(answers) {
    await this.#store(granted(await ask(`/v1/${this.role}/pairings`, { method: 'POST', body: answers })));
  }

  /** Forget everything about who this phone is. */
  async end() {
    this.record = null;
    await tryForget('sessions', this.role);
  }

  /**
   * Keep something beside the tokens, for the next start without network.
   * @param {Record<string, any>} facts
   */
  async note(facts) {
    this.record = { ...this.record, ...facts };
    await tryKeep('sessions', this.record);
  }

  /**
   * Ask as this phone; once more with a new token if the old one was refused.
   * @param {string} path
   * @param {{method?: string, body?: object, key?: string, patienceMs?: number, staff?: string}} [options]
   */
  async ask(path, options = {}) {
    return this.#carry((token) => ask(path, { ...options, token }));
  }

  /**
   * As `ask`, for anything that takes a token.
   * @template T
   * @param {(token: string) => Promise<T>} act
   */
  async withToken(act) {
    return this.#carry(act);
  }

  /**
   * @template T
   * @param {(token: string) => Promise<T>} act
   * @returns {Promise<T>}
   */
  async #carry(act) {
    if (!this.record) throw new SignedOut();
    const token = this.record.access_token;
    try {
      return await act(token);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'device-revoked') return this.#lose();
      if (error.status !== 401) throw error;
    }
    await this.#renew(token);
    try {
      return await act(this.record.access_token);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return this.#lose();
      throw error;
    }
  }

  /**
   * A refresh token works once: two tabs, or two questions at once, must not both use it, or the
   * server takes it for stolen. The lock spans tabs; whoever comes second finds a newer token.
   * @param {string} stale
   */
  async #renew(stale) {
    await navigator.locks.request(`renew-${this.role}`, async () => {
      if (!this.unkept) this.record = await tryFind('sessions', this.role, this.record);
      if (!this.record) throw new SignedOut();
      if (this.record.access_token !== stale) return;
      try {
        const body = { refresh_token: this.record.refresh_token };
        const grant = granted(await ask(`/v1/${this.role}/tokens`, { method: 'POST', body }));
        await this.#store({ ...this.record, ...grant });
      } catch (error) {
        if (error instanceof Problem && NO_MORE.includes(error.status)) return this.#lose();
        throw error;
      }
    });
  }

  /** A token that was used long ago shuts the phone out: none at all is better after a reload. @param {Grant} grant */
  async #store(grant) {
    this.record = { ...grant, id: this.role };
    this.unkept = !(await tryKeep('sessions', this.record));
    if (this.unkept) await tryForget('sessions', this.role);
  }

  /** @returns {Promise<never>} */
  async #lose() {
    await this.end();
    throw new SignedOut();
  }
}

/** Tokens, and not what somebody else says with a 200. @param {any} answer @returns {Grant} */
function granted(answer) {
  if (typeof answer?.access_token === 'string' && typeof answer.refresh_token === 'string') return answer;
  throw new NoAnswer('no tokens');
}
