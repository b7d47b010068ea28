/** The page's own words, in its language: a block of data in the page, never a script. */

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

/** A time of day. @param {string | number} instant */
export function time(instant) {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}
