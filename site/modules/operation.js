/** One thing that the till does: what is sent, what came of it, and whether an answer is one. */

import { mark } from './ages.js';
import { newId } from './identifiers.js';

/** @typedef {'earns' | 'redemptions' | 'reversals' | 'refunds' | 'grants' | 'replacements'} Kind */
/**
 * @typedef {object} Operation
 * @property {string} id
 * @property {Kind} kind
 * @property {Record<string, any>} body
 * @property {import('./ages.js').Mark} [mark] when it was made, by this page's own count
 * @property {string} [staff] a token of whoever did it
 * @property {boolean} [withdraws] what may never have been heard of
 */
/**
 * @typedef {object} Outcome
 * @property {Operation} operation
 * @property {any} [answer] it was done
 * @property {import('./api.js').Problem} [problem] the server said no: for good if it is `final`, or it waits and why
 * @property {boolean} [quiet] nobody needs to be told: there was nothing to take back, or it is sent again
 * @property {boolean} [signedOut] this phone may not say anything for now
 * @property {boolean} [leftAlone] whoever pressed it thought better of it
 * @property {boolean} [unkept] this phone could not write it down: what is not answered is lost
 */

/** @param {Kind} kind @param {Record<string, any>} body @param {string} [staff] @returns {Operation} */
export function newOperation(kind, body, staff) {
  const made = { id: newId(), kind, body: { ...body, made_at: new Date().toISOString() }, mark: mark() };
  return staff ? { ...made, staff } : made;
}

/** It names the operation, or shows the new card: somebody else's JSON does neither. @param {any} answer @param {Operation} operation */
export const isAnswer = (answer, { id, kind }) => (kind === 'replacements' ? Boolean(answer?.short_code) : answer?.operation === id && Boolean(answer.kind));
