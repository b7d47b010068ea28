/** What was done, named and drawn. */

import { say } from './words.js';

/** @typedef {'done' | 'reward' | 'stop' | 'wait' | 'calm'} Tone */
/** @typedef {{tone: Tone, icon: string, title: string}} Kind */

/** @type {Record<string, {tone: Tone, icon: string}>} */
const LOOKS = {
  earn: { tone: 'done', icon: 'punch' },
  redeem: { tone: 'done', icon: 'gift' },
  grant: { tone: 'done', icon: 'gift' },
  reverse: { tone: 'calm', icon: 'undo' },
  refund: { tone: 'calm', icon: 'undo' },
  look: { tone: 'calm', icon: 'card' },
};

/**
 * @param {any} answer
 * @param {any} program
 * @param {Record<string, any>} [asked] what the till had sent for it
 * @returns {Kind}
 */
export function kindOf(answer, program, asked = {}) {
  return { ...LOOKS[answer.kind], title: say(`kind_${nameOf(answer.kind, program, asked)}`) };
}

/** @param {any} answer whether a reward waits that the card has earned */
export const hasEarned = (answer) => answer.card.ready.some((/** @type {any} */ { earned }) => earned);

/** @param {string} kind @param {any} program @param {Record<string, any>} asked */
function nameOf(kind, { model }, { reward = '', donate = false }) {
  if (kind === 'earn') return model === 'stamps' ? 'earn' : 'visit';
  if (kind !== 'redeem') return kind;
  if (donate) return 'donated';
  return reward === 'credit' || reward.startsWith('coupon:') ? 'used' : 'redeem';
}
