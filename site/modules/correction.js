/** Putting a card right: which one, how many more or fewer, why; shown before and after, then written. */

import { NoAnswer, Problem } from './api.js';
import { newId } from './identifiers.js';
import { make, part } from './view.js';
import { say } from './words.js';

const CARD_CODE = /^[0-9A-Z]{8}$/i;
/** Which field a refusal is about; any other is said under the form. */
const FIELDS = { 'unknown-card': 'code', 'card-replaced': 'code', 'card-frozen': 'code', 'correction-too-large': 'units', 'correction-below-zero': 'units' };

/** @typedef {{code: string, units: number, reason: string}} Asked */
/** @typedef {{balance: string, ready: string[]}} Held */

export class CorrectionForm {
  /**
   * @param {import('./session.js').Session} session
   * @param {(act: () => Promise<void>) => Promise<void>} attempt
   * @param {() => Promise<void>} onChange
   */
  constructor(session, attempt, onChange) {
    this.session = session;
    this.attempt = attempt;
    this.onChange = onChange;
    this.form = /** @type {HTMLFormElement} */ (part('correction-form'));
    /** How many of the ledger's units one of the page's is. */
    this.minor = 1;
    /** @type {{body: Asked, key: string} | null} the id stays the same until it is answered */
    this.asked = null;
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#do(() => this.#lookAhead());
    });
    this.form.addEventListener('input', (event) => this.#changed(event));
    part('correction-write').addEventListener('click', () => this.#do(() => this.#write()));
    part('correction-back').addEventListener('click', () => this.#back());
  }

  /** @param {any} overview */
  show({ counts, corrections }) {
    part('correction').hidden = !counts;
    part('corrections').hidden = !corrections;
    part('corrections').textContent = corrections ?? '';
    if (!counts) return;
    this.minor = counts.minor;
    part('correction-unit').textContent = say(this.minor > 1 ? 'correction_amount' : 'correction_unit', { name: counts.name });
    this.#field('units').inputMode = this.minor > 1 ? 'decimal' : 'numeric';
  }

  /** A card that was picked from the list of members. @param {string} code */
  pick(code) {
    this.#back();
    this.#field('code').value = code;
    this.#tell('code', '');
    this.form.scrollIntoView({ block: 'start' });
    this.#field('units').focus();
  }

  /** Nothing of it is for whoever opens the book next. */
  forget() {
    this.#clear();
    part('correction-done').textContent = '';
    for (const name of ['code', 'units', 'reason', 'form']) this.#tell(name, '');
  }

  async #lookAhead() {
    part('correction-done').textContent = '';
    const body = this.#read();
    if (!body) return;
    const seen = await this.session.ask('/v1/owner/correction-previews', { method: 'POST', body });
    this.asked = { body, key: newId() };
    part('correction-whose').textContent = whose(seen);
    part('correction-change').textContent = seen.change;
    part('correction-before').textContent = held(seen.before);
    part('correction-after').textContent = held(seen.after);
    part('correction-sure').hidden = false;
    part('correction-fields').hidden = true;
    part('correction-write').focus();
  }

  async #write() {
    if (!this.asked) return;
    const { body, key } = this.asked;
    const done = await this.session.ask('/v1/owner/corrections', { method: 'POST', body, key });
    this.#clear();
    await this.onChange();
    part('correction-done').textContent = say('correction_done', { whose: whose(done), change: done.change, after: held(done.after) });
    part('correction-title').focus();
  }

  #clear() {
    this.form.reset();
    this.#offer('1');
    this.#back();
  }

  /** From what would come of it to the fields, as they were. */
  #back() {
    this.asked = null;
    part('correction-sure').hidden = true;
    part('correction-fields').hidden = false;
  }

  /** What is filled in; nothing where a field has to be mended first. @returns {Asked | null} */
  #read() {
    const code = this.#field('code').value.replace(/[\s-]/g, '');
    const number = this.#number();
    const chosen = this.form.querySelector('input[name="correction-reason"]:checked');
    const reason = chosen instanceof HTMLInputElement ? chosen.value : '';
    const isLess = this.form.querySelector('input[name="correction-sign"][value="-1"]:checked') !== null;
    this.#tell('reason', reason ? '' : say('correction_reason_missing'));
    this.#tell('units', number ? '' : say('correction_units_wrong'));
    this.#tell('code', CARD_CODE.test(code) ? '' : say('staff_card_wrong'));
    const wrong = this.form.querySelector('[aria-invalid="true"]');
    if (wrong instanceof HTMLElement) wrong.focus();
    return wrong ? null : { code, units: isLess ? -number : number, reason };
  }

  /** In the ledger's units; 0 for what is no such number. */
  #number() {
    const typed = this.#field('units').value.replace(/\s/g, '').replace(',', '.');
    const pattern = this.minor > 1 ? /^\d{1,6}(\.\d{1,2})?$/ : /^\d{1,6}$/;
    return pattern.test(typed) ? Math.round(Number(typed) * this.minor) : 0;
  }

  /** Reasons that only add are not offered where something is taken away, and the other way round. @param {Event} event */
  #changed(event) {
    if (!(event.target instanceof HTMLInputElement)) return;
    if (event.target.name === 'correction-sign') this.#offer(event.target.value);
    else this.#tell(event.target.name.replace('correction-', ''), '');
  }

  /** @param {string} sign */
  #offer(sign) {
    for (const input of this.form.querySelectorAll('input[name="correction-reason"]')) {
      if (!(input instanceof HTMLInputElement)) continue;
      input.disabled = !(input.dataset.signs ?? '').split(' ').includes(sign);
      if (input.disabled) input.checked = false;
    }
  }

  /** What the server refuses is said at its field. @param {() => Promise<void>} act */
  #do(act) {
    this.#tell('form', '');
    return this.attempt(async () => {
      try {
        await act();
      } catch (error) {
        if (error instanceof NoAnswer) return this.#tell('form', say(this.asked ? 'correction_unanswered' : 'no_network'));
        if (!(error instanceof Problem) || error.status === 401) throw error;
        this.#back();
        this.#refused(error);
      }
      return undefined;
    });
  }

  /** @param {Problem} problem */
  #refused(problem) {
    for (const { pointer, detail } of problem.body.errors ?? []) this.#tell(pointer.slice(1), detail);
    const field = /** @type {Record<string, string>} */ (FIELDS)[problem.code] ?? 'form';
    this.#tell(field, problem.message);
    if (field !== 'form') this.#field(field).focus();
  }

  /** @param {string} name @param {string} trouble */
  #tell(name, trouble) {
    const told = part(`correction-${name}-wrong`);
    told.hidden = trouble === '';
    told.textContent = trouble;
    const marked = name === 'reason' ? [...this.form.querySelectorAll('input[name="correction-reason"]')] : [this.form.elements.namedItem(`correction-${name}`)];
    for (const input of marked) {
      if (!(input instanceof HTMLElement)) continue;
      if (trouble) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(`correction-${name}`));
  }
}

/** The button beside a member that picks their card. @param {any} member @param {(code: string) => void} pick */
export function correctPress({ code, first_name: name }, pick) {
  const named = say('correction_of', { name: name || say('no_name'), code });
  return make('button', { type: 'button', class: 'text-press', 'aria-label': named, onclick: () => pick(code) }, say('correction_pick'));
}

/** @param {any} seen */
const whose = ({ first_name: name, code }) => say('correction_whose', { name: name || say('no_name'), code });

/** @param {Held} card */
const held = ({ balance, ready }) => [balance, ...ready].join(' · ');
