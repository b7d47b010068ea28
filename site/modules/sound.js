/** Heard and felt at the till: two rising notes for done, one for a card that was read, a low one for no. */

import { phone } from './memory.js';

const MUTED = 'till-muted';
const NOTES_HZ = { done: [660, 880], reward: [660, 880, 1100], read: [660], stop: [220] };
const NOTE_S = 0.11;

/** @type {AudioContext | null} */
let audio = null;

// Browsers keep a page silent until it has been touched once.
addEventListener('pointerdown', () => wake());

function wake() {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume().catch(() => {});
}

export const isMuted = () => phone.recall(MUTED) === 'yes';

/** @param {boolean} muted */
export const setMuted = (muted) => phone.remember(MUTED, muted ? 'yes' : 'no');

/** @param {keyof typeof NOTES_HZ} what */
export function signal(what) {
  navigator.vibrate?.(what === 'stop' ? [60, 60, 60] : 80);
  if (isMuted() || audio?.state !== 'running') return;
  NOTES_HZ[what].forEach((pitch, at) => note(/** @type {AudioContext} */ (audio), pitch, at * NOTE_S));
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
