/** How fast a till's scans are confirmed: one quiet line, and what helps where it is slow. */

import { make } from './view.js';
import { locale, say } from './words.js';

const ENOUGH_SCANS = 20;
const TARGET_MS = 5000;
const MOST_ERRORS = 10;

const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const plurals = new Intl.PluralRules(locale, { maximumFractionDigits: 1 });

/** @typedef {{device: string, scans: number, confirmed: number, errors_per_hundred: number, p90_ms: number | null}} Pace its time is that of confirmed scans alone */

/** @param {Pace | undefined} pace @returns {Node[]} nothing for a phone that scanned nothing */
export function paceOf(pace) {
  if (!pace?.scans) return [];
  if (pace.scans < ENOUGH_SCANS) return [line(say('pace_few', { n: pace.scans }))];
  const errors = errorsOf(pace.errors_per_hundred);
  const said = say(keyOf(pace), { seconds: numbers.format((pace.p90_ms ?? 0) / 1000), errors });
  const helps = [isSlow(pace) && 'pace_help_slow', pace.errors_per_hundred > MOST_ERRORS && 'pace_help_errors'];
  return [line(said), ...helps.flatMap((key) => (key ? [line(say(key))] : []))];
}

/** @param {Pace} pace */
function keyOf({ confirmed, p90_ms: ninth }) {
  if (!confirmed) return 'pace_none';
  return ninth === null ? 'pace_over' : 'pace';
}

/** @param {Pace} pace */
const isSlow = ({ confirmed, p90_ms: ninth }) => confirmed > 0 && (ninth === null || ninth > TARGET_MS);

/** @param {number} count of a hundred scans */
function errorsOf(count) {
  if (!count) return say('pace_no_error');
  return say(plurals.select(count) === 'one' ? 'pace_one_error' : 'pace_errors', { n: numbers.format(count) });
}

/** @param {string} text */
const line = (text) => make('small', { class: 'pace' }, text);
