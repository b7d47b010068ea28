/** Amounts as people type them, in whole minor units (cents), and never through a fraction. */

import { locale } from './words.js';

/** With its decimals: more than anybody pays at a counter, less than the server takes. */
const MOST_DIGITS = 7;

/**
 * How many decimals the ledger keeps of the program's currency. The browser is not asked: it
 * leaves out decimals that are no longer coined (HUF, COP), and the server counts them.
 * @param {any} program
 */
export const decimalsOf = ({ decimals = 2 }) => decimals;

/** Its sign, and whether it stands before the number. @param {string} currency */
export function signOf(currency) {
  const shown = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const parts = shown.formatToParts(0);
  const at = parts.findIndex(({ type }) => type === 'currency');
  return { text: parts[at].value, first: at === 0 };
}

/**
 * "12,50", "12.5" and "12 €" alike; null for anything that could mean two amounts.
 * @param {string} text
 * @param {number} decimals
 * @returns {number | null} in minor units
 */
export function minorOf(text, decimals) {
  const plain = text.replace(/[\s\p{Sc}]/gu, '');
  const [, whole, part = ''] = /^(\d+)(?:[.,](\d+))?$/.exec(plain) ?? [];
  if (whole === undefined || part.length > decimals) return null;
  const digits = (whole + part.padEnd(decimals, '0')).replace(/^0+(?=\d)/, '');
  return digits.length > MOST_DIGITS ? null : Number(digits);
}

/**
 * As somebody would have typed it here.
 * @param {number} minor
 * @param {number} decimals
 */
export function typedOf(minor, decimals) {
  const digits = String(minor).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return decimals === 0 ? digits : digits.slice(0, cut) + decimalMark() + digits.slice(cut);
}

function decimalMark() {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}
