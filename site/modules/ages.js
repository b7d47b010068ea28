/**
 * How long ago something was done on this phone, whose clock may be put right meanwhile. The page
 * counts time as well: evenly, but not while the phone sleeps, and only until the page is closed. The
 * clock goes on through both, and may jump. What the clock cannot have seen, the page has counted.
 */

import { newId } from './identifiers.js';

/** Longer than anything waits: the server dates nothing further back. */
const LONGEST_MS = 7 * 24 * 60 * 60_000;

/** @typedef {{page: string, at: number}} Mark where the count of that page was */
/** @typedef {{body: Record<string, any>, mark?: Mark}} Made */

/** Not `performance.timeOrigin`: a clock that starts anew with the phone may give two pages the same. */
const PAGE = newId();

/** @returns {Mark} */
export const mark = () => ({ page: PAGE, at: performance.now() });

/** @param {Made} made @returns {number} in milliseconds */
export function age({ body: { made_at: made }, mark: begun }) {
  const byClock = Date.now() - Date.parse(made);
  if (begun?.page !== PAGE) return byClock;
  const counted = performance.now() - begun.at;
  return byClock < counted || byClock > LONGEST_MS ? counted : byClock;
}

/** The same on the clock by which it was made: what is subtracted there is the age. @param {Made} made */
export const sentAt = (made) => new Date(Date.parse(made.body.made_at) + age(made)).toISOString();
