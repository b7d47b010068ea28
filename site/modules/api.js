/** Asking the server: JSON both ways, refusals as `Problem`, silence as `NoAnswer`. */

import { language } from './words.js';

const PATIENCE_MS = 8000;
const LONGEST_REST_MS = 3_600_000;

/** The server said no, in words that can be shown (application/problem+json). */
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

  /** Whether sending the same again could never help. */
  get final() {
    return this.status >= 400 && this.status < 500 && ![401, 408, 429].includes(this.status);
  }

  /** Whether anything else that this phone sends now would be answered alike: too many typed codes hold up no scan. */
  get forAll() {
    return (this.status === 429 && this.code !== 'too-many-typed-codes') || this.status > 500;
  }

  /** Whether it says why: what stands between us and the server may answer in its place. */
  get inWords() {
    return Boolean(this.body.detail);
  }
}

/** Nothing came back, or nothing that can be read: it may have been done, or not. */
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
  throw new Problem(answer.status, content, rest(answer, content));
}

/**
 * Fetch something that is not JSON, with a token, as an address that the browser can open.
 * @param {string} path
 * @param {string} token
 */
export async function download(path, token) {
  const answer = await reach(path, { headers: headers({ token }), signal: patience() });
  if (!answer.ok) throw new Problem(answer.status, await readable(answer));
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
