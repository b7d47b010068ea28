/** What can be pressed under an answer: what was earned first, then what is possible. */

import { hasEarned } from './kinds.js';
import { say } from './words.js';

/** More possibilities than these would push the next card off the screen. */
const MOST = 3;

/**
 * @typedef {object} Choice
 * @property {string} label
 * @property {(told: string) => void} act
 * @property {boolean} [plain] one possibility among others
 * @property {string} [asks] what has to be typed with it
 * @property {string} [href] what is opened beside this page instead
 */
/** @typedef {{title: string, choices: Choice[], open?: boolean}} Drawer */
/** @typedef {{shown: Choice[], drawers: Drawer[]}} Choices */
/**
 * @typedef {object} Acts
 * @property {(reward: string, donate: boolean, label: string) => void} redeem
 * @property {(what: string, told: string, label: string) => void} grant
 * @property {() => void} [undo]
 * @property {() => void} [anyway] count it although a reward waits
 * @property {() => void} [putBack] what was undone
 * @property {() => void} [replace] the phone with the card is lost
 */

/** @type {Choices} */
export const NOTHING = { shown: [], drawers: [] };

/** After a refusal the card may still be wanted. @param {() => void} act @returns {Choices} */
export const lookAgain = (act) => ({ shown: [{ label: say('look_again'), plain: true, act }], drawers: [] });

/** Whoever is here may not do it. @param {() => void} act @returns {Choices} */
export const colleague = (act) => ({ shown: [{ label: say('staff_colleague'), act }], drawers: [] });

/**
 * @param {any} answer
 * @param {any} program
 * @param {Acts} acts
 * @returns {Choices}
 */
export function choicesOf(answer, program, acts) {
  const { ready, grants } = answer.card;
  const first = ready.filter((/** @type {any} */ gift, /** @type {number} */ at) => gift.earned || at < MOST);
  const others = ready.filter((/** @type {any} */ gift) => !first.includes(gift));
  const offered = (/** @type {any} */ gift) => offer(gift, program, acts);
  return {
    shown: [...first.flatMap(offered), ...after(program, acts)],
    drawers: [
      { title: say('more_rewards'), choices: others.flatMap(offered) },
      { title: say('more_acts'), choices: [...grants.map((/** @type {any} */ each) => grant(each, acts)), ...lost(acts)], open: isOutside(answer, program) },
    ].filter(({ choices }) => choices.length > 0),
  };
}

/** @param {any} gift @param {any} program @param {Acts} acts @returns {Choice[]} */
function offer({ reward, name, offer: label, earned }, program, { redeem }) {
  const choice = { label, plain: !earned, act: () => redeem(reward, false, label) };
  if (!program.donates || reward.startsWith('coupon:')) return [choice];
  const given = say('donate', { name });
  return [choice, { label: given, plain: true, act: () => redeem(reward, true, given) }];
}

/** @param {any} grant @param {Acts} acts @returns {Choice} */
function grant({ what, label, asks_code: asks }, { grant: give }) {
  return { label, plain: true, asks: asks ? say('mission_code') : '', act: (told) => give(what, told, label) };
}

/** @param {any} program @param {Acts} acts @returns {Choice[]} */
function after(program, { undo, anyway, putBack }) {
  if (putBack) return [{ label: say('put_back'), plain: true, act: putBack }];
  if (undo) return [{ label: say('undo'), plain: true, act: undo }];
  if (anyway) return [{ label: say(program.model === 'stamps' ? 'stamp_anyway' : 'record_anyway'), plain: true, act: anyway }];
  return [];
}

/** @param {Acts} acts @returns {Choice[]} */
const lost = ({ replace }) => (replace ? [{ label: say('replace'), plain: true, act: replace }] : []);

/** A club's card outside the club: joining is why it is here. @param {any} answer @param {any} program */
function isOutside(answer, program) {
  return program.model === 'club' && answer.card.advantages.length === 0 && !hasEarned(answer);
}
