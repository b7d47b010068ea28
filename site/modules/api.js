/**
 * Asking the server: JSON both ways, its own refusals as `Problem`, all else as `NoAnswer`. What stands
 * between us may answer in its place (a hotspot's page, a proxy's 403): that decides nothing.
 */

import { language } from './words.js';

const PATIENCE_MS = 8000;
const LONGEST_REST_MS = 3_600_000;

/** An empty store, or a release without this address: set up wrongly for a while, and no decision. */
const PASSING = ['unknown-program', 'not-found', 'method-not-allowed'];

/** What is said to this phone as a whole, whatever it asks. */
const TO_ALL = ['too-many-scans', 'unknown-program'];

/** The server itself said no, in words that can be shown (application/problem+json). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} body
   * @param {number} [restMs] how long the server asks to be left in peace
   */
  constructor(status, body, restMs = 0) {
    super(body.detail ?? body.title ?? String(status));
    this.status = status;
    this.body = body;
    this.restMs = restMs;
    this.code = String(body.code ?? '');
  }

  /** Whether it is over: sending the same again would never help, or is for a colleague to do anew. */
  get final() {
    if (this.code === 'too-many-acts') return true;
    const refused = this.status >= 400 && this.status < 500 && ![401, 408, 429].includes(this.status);
    return refused && !PASSING.includes(this.code);
  }

  /** Whether anything else that this phone sends now would be answered alike. One person's limit, or that of typed codes, holds up no scan. */
  get forAll() {
    return TO_ALL.includes(this.code) || this.status > 500;
  }

  /** Whether that is so of what has waited here alone: what is scanned now goes through. */
  get forLate() {
    return this.code === 'too-many-late-scans';
  }
}

/** Nothing came back, or nothing that is the server's: it may have been done, or not. */
export class NoAnswer extends Error {}

/**
 * Ask once.
 * @param {string} path
 * @param {{method?: string, body?: object, token?: string, key?: string, patienceMs?: number, staff?: string}} [options] `key` is the Idempotency-Key, `staff` a token of whoever does it
 * @returns {Promise<any>} the answer's JSON
 */
export async function ask(path, { method = 'GET', body, token, key, patienceMs, staff } = {}) {
  const answer = await reach(path, {
    method,
    headers: headers({ body, token, key, staff }),
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
    signal: patience(patienceMs),
  });
  const content = await readable(answer);
  if (answer.ok) return content;
  throw refusal(answer, content);
}

/**
 * Fetch something that is not JSON, with a token, as an address that the browser can open.
 * @param {string} path
 * @param {string} token
 */
export async function download(path, token) {
  const answer = await reach(path, { headers: headers({ token }), signal: patience() });
  if (!answer.ok) throw refusal(answer, await readable(answer));
  return URL.createObjectURL(await answer.blob());
}

/** @param {{body?: object, token?: string, key?: string, staff?: string}} wanted */
function headers({ body, token, key, staff }) {
  return {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': language,
    ...(body && { 'Content-Type': 'application/json' }),
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(key && { 'Idempotency-Key': key }),
    ...(staff && { Staff: staff }),
  };
}

/** The server's own refusals name a page of its own. @param {Response} answer @param {any} content */
function refusal(answer, content) {
  const isOurs = content?.code && content.type === `/problems/#${content.code}`;
  return isOurs ? new Problem(answer.status, content, rest(answer, content)) : new NoAnswer(String(answer.status));
}

/** Older phones cannot limit their patience; they wait as long as the network does. */
const patience = (length = PATIENCE_MS) => AbortSignal.timeout?.(length);

/** @param {string} path @param {RequestInit} request */
async function reach(path, request) {
  try {
    return await fetch(path, request);
  } catch (error) {
    throw new NoAnswer(String(error));
  }
}

/**
 * The length of time until the next try. The server's two clock times are compared with each
 * other: this phone's own clock may be wrong.
 * @param {Response} answer
 * @param {Record<string, any>} content
 */
function rest({ headers }, { retry_at: at }) {
  const asked = headers.get('Retry-After') ?? '';
  const now = Date.parse(headers.get('Date') ?? '') || Date.now();
  const times = [Date.parse(at), /^\d+$/.test(asked) ? now + Number(asked) * 1000 : Date.parse(asked)];
  const lengths = times.filter(Number.isFinite).map((time) => time - now);
  return Math.min(LONGEST_REST_MS, Math.max(0, ...lengths));
}

/** @param {Response} answer */
async function readable(answer) {
  try {
    return await answer.json();
  } catch (error) {
    if (answer.ok) throw new NoAnswer(String(error));
    return {};
  }
}
