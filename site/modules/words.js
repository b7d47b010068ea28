/** The page's own words, in its language: a block of data in the page, never a script. */

const DAY_MS = 24 * 60 * 60_000;
const block = document.querySelector('[data-words]');

/** @type {Record<string, string>} */
const words = block ? JSON.parse(block.textContent ?? '{}') : {};

/** The language of the page, for the server's words. */
export const language = document.documentElement.lang;

/** How that language writes dates here: English as the British do. */
export const locale = document.documentElement.dataset.locale;

/**
 * One text with its values put in.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * A day, in words.
 * @param {string} instant
 * @param {Intl.DateTimeFormatOptions} [options]
 */
export function date(instant, options = { day: 'numeric', month: 'long' }) {
  // A date without a time is a calendar day: it must not slip into the day before.
  const zone = instant.includes('T') ? {} : { timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locale, { ...options, ...zone }).format(new Date(instant));
}

/** Days are counted where summer time makes none shorter. @param {string} instant @param {Date} from */
export function daysAgo(instant, from) {
  const [then, now] = [new Date(instant), from].map((at) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()));
  return Math.max(0, Math.round((now - then) / DAY_MS));
}

/** As in "il y a 3 semaines": days, from a fortnight on weeks, then months and years that are over. @param {string} instant @param {Date} from */
export function ago(instant, from) {
  const days = daysAgo(instant, from);
  /** @type {[number, number, Intl.RelativeTimeFormatUnit][]} */
  const steps = [[730, 365.25, 'year'], [61, 30.44, 'month'], [14, 7, 'week'], [0, 1, 'day']];
  const [, length, unit] = steps.find(([least]) => days >= least) ?? [0, 1, 'day'];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(days / length), unit);
}

/** A time of day. @param {string | number} instant */
export function time(instant) {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}
