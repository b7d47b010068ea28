/**
 * A sample card as an iPhone shows it, in each of its states: asked for when somebody wants to see
 * it. The picture is shown from memory, because it is fetched with a token.
 */

import { NoAnswer, Problem } from './api.js';
import { SignedOut } from './session.js';
import { make, part } from './view.js';
import { language, say } from './words.js';

/** @typedef {{state: string, language: string, languages: string[], states: {key: string, label: string}[], svg: string, told: string, back: {label: string, value: string}[], cut: string[]}} Card */

export class Preview {
  /** @param {import('./session.js').Session} session @param {() => void} onSignedOut */
  constructor(session, onSignedOut) {
    this.session = session;
    this.onSignedOut = onSignedOut;
    this.details = /** @type {HTMLDetailsElement} */ (part('card-details'));
    this.front = /** @type {HTMLImageElement} */ (part('card-front'));
    this.asked = '';
    this.turn = 0;
    this.details.addEventListener('toggle', () => this.#open());
    part('card').addEventListener('change', () => this.#ask(chosen('state'), chosen('language')));
  }

  /** Whoever opens the book next may be somebody else. */
  forget() {
    this.turn += 1;
    this.details.open = false;
    this.#become('');
  }

  #open() {
    if (this.details.open && !this.asked) this.#ask('', language);
  }

  /** @param {string} state @param {string} tongue */
  async #ask(state, tongue) {
    const turn = (this.turn += 1);
    if (!this.asked) this.#become('asked', say('one_moment'));
    try {
      const wanted = new URLSearchParams({ state, language: tongue });
      const card = await this.session.ask(`/v1/owner/preview?${wanted}`);
      if (turn !== this.turn) return;
      if (this.asked !== 'read') offer(card);
      this.#show(card);
      this.#become('read');
    } catch (error) {
      if (turn !== this.turn) return;
      if (error instanceof SignedOut) this.onSignedOut();
      else if (error instanceof NoAnswer || error instanceof Problem) this.#become('', say('card_unread'));
      else throw error;
    }
  }

  /** @param {Card} card */
  #show({ svg, told, back, cut }) {
    URL.revokeObjectURL(this.front.src);
    this.front.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    this.front.alt = told;
    part('card-cut').hidden = cut.length === 0;
    part('card-cut').textContent = say('card_cut', { fields: cut.join(', ') });
    part('card-back').replaceChildren(...back.map(line));
  }

  /** @param {'' | 'asked' | 'read'} asked @param {string} [told] */
  #become(asked, told = '') {
    this.asked = asked;
    part('card').hidden = asked !== 'read';
    part('card-told').textContent = told;
  }
}

/** What can be chosen; it stays as it is while another card is shown. @param {Card} card */
function offer({ state, states, language: tongue, languages }) {
  part('card-states').replaceChildren(...states.map(({ key, label }) => chip('state', key, label, key === state)));
  part('card-languages').replaceChildren(...languages.map((code) => chip('language', code, named(code), code === tongue)));
  part('card-tongues').hidden = languages.length < 2;
}

/** @param {string} name @param {string} value @param {string} label @param {boolean} checked */
function chip(name, value, label, checked) {
  const lang = name === 'language' ? value : null;
  return make('label', {}, make('input', { type: 'radio', name, value, checked }), make('span', { lang }, label));
}

/** A language as it calls itself. @param {string} code */
function named(code) {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** @param {string} name */
function chosen(name) {
  const choice = part('card').querySelector(`input[name="${name}"]:checked`);
  return choice instanceof HTMLInputElement ? choice.value : '';
}

/** @param {{label: string, value: string}} field */
function line({ label, value }) {
  return make('div', {}, make('dt', {}, label), make('dd', {}, value));
}
