/** Where a program asks first: a card is looked at, and one press counts it; nothing is written before. */

import { NOTHING } from './choices.js';
import { say } from './words.js';

/** @typedef {import('./choices.js').Choice} Choice */
/** @typedef {import('./choices.js').Choices} Choices */

/** @param {any} program @param {number} units @param {() => void} act @returns {Choice} */
export function counting({ model }, units, act) {
  const label = say(model === 'stamps' ? 'stamp' : 'record');
  return { label: units > 1 ? `${label} × ${units}` : label, act };
}

/** The press above whatever else can be done. @param {Choice | undefined} count @param {Choices} [others] @returns {Choices} */
export function pressed(count, others = NOTHING) {
  return count ? { ...others, shown: [count, ...others.shown] } : others;
}
