/** A code for a new till: how it is used, and word of the phone that has used it. */

import { newId } from './identifiers.js';
import { ownMachine } from './own-machine.js';
import { SignedOut } from './session.js';
import { make, part } from './view.js';
import { say, time } from './words.js';

const EVERY_MS = 3000;
const CODE_LASTS_MS = 600_000;

/** @typedef {{device: string, role: string, name: string, shop: string, paired_at: string, active: boolean}} Phone */

export class Pairing {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   * @param {(phones: Phone[]) => void} onPaired
   */
  constructor(session, attempt, onPaired) {
    this.session = session;
    this.attempt = attempt;
    this.onPaired = onPaired;
    this.timer = 0;
  }

  /** @param {string} shop */
  async offer(shop) {
    const before = new Set((await this.#phones()).map(({ device }) => device));
    const made = await this.session.ask('/v1/owner/pairing-codes', { method: 'POST', body: { shop }, key: newId() });
    part('pairing').replaceChildren(...how(made));
    this.#watch(before);
  }

  /** Nobody waits for this code any more. */
  forget() {
    this.#stop();
    part('pairing').replaceChildren();
  }

  /** @param {Set<string>} before the phones that were there without this code */
  #watch(before) {
    this.#stop();
    const over = Date.now() + CODE_LASTS_MS;
    const timer = setInterval(async () => {
      if (document.hidden) return;
      const isOver = Date.now() > over;
      const phones = await this.#look();
      if (timer !== this.timer || !phones) return;
      const paired = phones.find(({ device, role, active }) => role === 'till' && active && !before.has(device));
      if (!paired && !isOver) return;
      this.#stop();
      this.#tell(say(paired ? 'pairing_done' : 'pairing_over', { name: paired?.name || say('phone') }), phones);
    }, EVERY_MS);
    this.timer = timer;
  }

  #stop() {
    clearInterval(this.timer);
    this.timer = 0;
  }

  /** In the panel's place; whoever was at something that is gone now goes on from the list. @param {string} text @param {Phone[]} phones */
  #tell(text, phones) {
    const focused = document.activeElement;
    part('pairing').replaceChildren(make('p', {}, text));
    this.onPaired(phones);
    if (focused !== document.body && !focused?.isConnected) part('tills-title').focus({ preventScroll: true });
  }

  /** Without an answer it is asked again. */
  async #look() {
    try {
      return await this.#phones();
    } catch (error) {
      if (!(error instanceof SignedOut)) return null;
      this.forget();
      await this.attempt(() => Promise.reject(error));
      return null;
    }
  }

  /** @returns {Promise<Phone[]>} */
  async #phones() {
    return (await this.session.ask('/v1/owner/tills')).tills;
  }
}

/** @param {{qr: string, code: string, url: string, expires_at: string}} made */
function how({ qr, code, url, expires_at: end }) {
  const address = make('span', { class: 'pairing-address' }, url.split('#')[0]);
  const [scan, type] = say('pairing_how', { address: '\n' }).split('\n');
  return [
    make('img', { src: qr, alt: say('pairing_qr'), width: 224, height: 224 }),
    make('p', { class: 'pairing-code' }, code),
    make('p', {}, scan, address, type),
    make('a', { class: 'press press-plain', href: url, target: '_blank', rel: 'noopener' }, say('pairing_here')),
    make('p', { class: 'quiet' }, say('pairing_until', { time: time(end) })),
    ownMachine() || '',
  ];
}
