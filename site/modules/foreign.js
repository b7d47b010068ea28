/**
 * Codes that are no card: what they are, so that whoever holds the phone knows what to ask for.
 * Nothing of what was read is shown, kept or sent.
 */

import { say } from './words.js';

/** The first that fits. */
const KINDS = [
  { key: 'foreign_card_link', fits: (/** @type {string} */ text) => isOurs(text) && new URL(text).pathname.startsWith('/c/') },
  { key: 'foreign_own_page', fits: (/** @type {string} */ text) => isOurs(text) },
  { key: 'foreign_address', fits: (/** @type {string} */ text) => /^(https?:\/\/|www\.)/i.test(text) },
  { key: 'foreign_wifi', fits: (/** @type {string} */ text) => /^WIFI:/i.test(text) },
  { key: 'foreign_contact', fits: (/** @type {string} */ text) => /^(BEGIN:VCARD|MECARD:|mailto:|tel:|sms(to)?:)/i.test(text) },
  { key: 'foreign_product', fits: (/** @type {string} */ text) => /^(\d{8}|\d{12,14})$/.test(text) },
  { key: 'foreign_app', fits: (/** @type {string} */ text) => /^\S{16,}$/.test(text) },
];

/** What to say to whoever held it out. @param {string} text */
export function foreign(text) {
  const { key } = KINDS.find(({ fits }) => fits(text.trim())) ?? { key: 'foreign_text' };
  return `${say(key)} ${say('not_a_card_text')}`;
}

/** An address of this very house, however it is written. @param {string} text */
function isOurs(text) {
  try {
    return new URL(text).host === location.host;
  } catch {
    return false;
  }
}
