/**
 * Heard and felt at the till, and told apart with one's back to the phone: rising for what was
 * done, more of it for a reward, twice the same for what has to wait, falling for what was taken
 * back, low for trouble.
 */

import { hasEarned } from './kinds.js';
import { phone } from './memory.js';

const MUTED = 'till-muted';
const NOTE_S = 0.11;

/** The notes in hertz, and for how many milliseconds the phone shakes, rests, and shakes again. */
const SIGNALS = {
  read: { notes: [660], felt: [40] },
  done: { notes: [660, 880], felt: [80] },
  reward: { notes: [660, 880, 1100], felt: [60, 60, 60, 60, 160] },
  noted: { notes: [440, 440], felt: [40, 80, 40] },
  undone: { notes: [880, 660], felt: [160, 60, 40] },
  stop: { notes: [220], felt: [250, 80, 250] },
};

const TAKING_BACK = ['reversals', 'refunds'];

/** @type {AudioContext | null} */
let audio = null;
let tell = () => {};

// Browsers keep a page silent until it has been touched once, and iPhones again after a call.
for (const pressed of ['pointerdown', 'keydown']) addEventListener(pressed, wake);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());

/** @param {HTMLElement} button a switch, on where there is sound @param {HTMLElement} asleep says that a touch is missing */
export function offerSound(button, asleep) {
  tell = () => {
    button.setAttribute('aria-pressed', String(!isMuted()));
    asleep.hidden = isMuted() || audio === null || audio.state === 'running';
  };
  button.addEventListener('click', () => {
    phone.remember(MUTED, isMuted() ? 'no' : 'yes');
    wake();
    tell();
  });
  wake();
  tell();
}

/** @param {keyof typeof SIGNALS} what */
export function signal(what) {
  const { notes, felt } = SIGNALS[what];
  navigator.vibrate?.(felt);
  if (isMuted() || audio?.state !== 'running') return;
  notes.forEach((pitch, at) => note(/** @type {AudioContext} */ (audio), pitch, at * NOTE_S));
}

/** @param {import('./operations.js').Outcome} outcome @returns {keyof typeof SIGNALS} */
export function soundOf({ operation: { kind }, answer, problem, unkept = false }) {
  if (answer && TAKING_BACK.includes(kind)) return 'undone';
  if (answer) return hasEarned(answer) ? 'reward' : 'done';
  if (problem?.code === 'reward-ready') return 'reward';
  const refused = problem?.final && !problem.body.retry_at;
  return refused || unkept ? 'stop' : 'noted';
}

const isMuted = () => phone.recall(MUTED) === 'yes';

/** One that was interrupted may not go on: then another one does. */
function wake() {
  if (isMuted() || !window.AudioContext) return;
  audio ??= made();
  if (audio.state === 'running') return;
  const asleep = audio;
  asleep.resume().catch(() => replace(asleep));
}

function made() {
  const context = new AudioContext();
  context.addEventListener('statechange', () => tell());
  return context;
}

/** @param {AudioContext} asleep */
function replace(asleep) {
  if (audio !== asleep) return;
  asleep.close().catch(() => {});
  audio = made();
  audio.resume().catch(() => {});
}

/** @param {AudioContext} context @param {number} pitch @param {number} after */
function note(context, pitch, after) {
  const start = context.currentTime + after;
  const tone = new OscillatorNode(context, { frequency: pitch });
  const level = new GainNode(context, { gain: 0.2 });
  level.gain.setTargetAtTime(0, start + NOTE_S * 0.6, 0.02);
  tone.connect(level).connect(context.destination);
  tone.start(start);
  tone.stop(start + NOTE_S * 2);
}
