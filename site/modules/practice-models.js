/** What the cards hold that are only for practice: made up, the same for every shop, after its program's model. */

import { decimalsOf } from './money.js';
import { language, locale, say } from './words.js';

/** @typedef {{units?: number, amount_minor?: number}} Bought */
/**
 * @typedef {object} Model
 * @property {[number, number, number]} held by the three cards; the second can be given something
 * @property {(bought: Bought) => number} gain what a purchase adds
 * @property {(held: number) => string} has as a headline says it
 * @property {(held: number) => string} stands what is missing, or waits
 * @property {(held: number) => string} offer what is pressed to give it
 * @property {(held: number, bought: Bought) => number} price what giving it takes: never more than a card holds that has it
 * @property {string} reward its key
 * @property {boolean} [first] whether it is offered before anything is counted
 * @property {string} [perk] what the staff takes off for everybody
 */

const STAMPS = 9;
const POINTS = 100;
const POINTS_A_VISIT = 10;
const CREDIT_PERCENT = 5;

/** @type {Record<string, (unit: number, money: (minor: number) => string, ownOffer?: string) => Model>} */
const MODELS = {
  stamps: (_unit, _money, ownOffer) => ({
    held: [6, STAMPS, 3],
    gain: ({ units = 1 }) => units,
    has: (n) => say('practice_stamps', { n: Math.min(n, STAMPS), of: STAMPS }),
    stands: (n) => towards(STAMPS - n),
    offer: () => ownOffer ?? say('practice_offer'),
    price: () => STAMPS,
    reward: 'practice',
    first: true,
  }),
  points: (unit) => ({
    held: [40, 120, 60],
    gain: ({ amount_minor: minor = POINTS_A_VISIT * unit }) => Math.floor(minor / unit),
    has: (n) => say('practice_points', { n }),
    stands: (n) => towards(POINTS - n),
    offer: () => say('practice_offer_points', { n: POINTS }),
    price: () => POINTS,
    reward: 'practice',
  }),
  cashback: (unit, money) => ({
    held: [0, 4 * unit, 2 * unit],
    gain: ({ amount_minor: minor = 0 }) => Math.floor((minor * CREDIT_PERCENT) / 100),
    has: (n) => say('practice_credit', { n: money(n) }),
    stands: (n) => (n ? say('practice_credit_waits') : say('practice_credit_comes')),
    offer: (n) => say('practice_offer_credit', { n: money(n) }),
    price: (held, { amount_minor: minor = held }) => Math.max(1, Math.min(held, minor)),
    reward: 'credit',
  }),
  club: () => ({ ...VOUCHERS, has: () => say('practice_member'), stands: () => say('practice_club'), perk: say('practice_perk') }),
  donation: () => ({ ...VOUCHERS, stands: () => say('practice_cause') }),
};

/** Where nothing is counted a card may hold a voucher: the balance is how many. @type {Model} */
const VOUCHERS = {
  held: [0, 1, 0],
  gain: () => 0,
  has: () => '',
  stands: () => '',
  offer: () => say('practice_offer'),
  price: () => 1,
  reward: 'practice',
};

/** @param {any} program @returns {Model} */
export function modelOf(program) {
  const { model = 'stamps', currency = 'EUR', offline } = program;
  const decimals = decimalsOf(program);
  const looks = new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return MODELS[model](10 ** decimals, (minor) => looks.format(minor / 10 ** decimals), offline?.rewards?.[0]?.offer[language]);
}

/** @param {number} left */
const towards = (left) => (left > 0 ? say('practice_left', { n: left }) : say('practice_waits'));
