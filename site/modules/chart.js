/**
 * Visits per day as bars from zero, last week's as a line across each: every bar says its number,
 * so that neither axis nor legend is needed. Drawn at the size at which it is seen, or the text
 * would shrink with the picture on a phone.
 */

import { draw } from './view.js';
import { say } from './words.js';

const HEIGHT = 228;
const TOP = 40;
const BOTTOM = 44;
const WIDEST_BAR = 56;

/** @typedef {{label: string, visits: number | null, previous: number}} Day a day to come has no number */

/**
 * @param {HTMLElement} place
 * @param {Day[]} days
 * @param {string} sentence what the picture shows, for those who do not see it
 */
export function drawDays(place, days, sentence) {
  const paint = () => place.replaceChildren(picture(days, place.clientWidth, sentence));
  new ResizeObserver(() => requestAnimationFrame(paint)).observe(place);
  paint();
}

/** @param {Day[]} days @param {number} width @param {string} sentence */
function picture(days, width, sentence) {
  const ground = HEIGHT - BOTTOM;
  const most = Math.max(1, ...days.flatMap(({ visits, previous }) => [visits ?? 0, previous]));
  const high = (/** @type {number} */ visits) => (visits / most) * (ground - TOP);
  const step = width / days.length;
  const bar = Math.min(step * 0.62, WIDEST_BAR);
  const marks = days.flatMap((day, at) => column(day, (at + 0.5) * step, { bar, ground, high }));
  return draw(
    'svg',
    { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img', 'aria-label': sentence },
    ...marks,
    draw('line', { class: 'ground', x1: 0, x2: width, y1: ground, y2: ground }),
    ...named(days, width),
  );
}

/**
 * @param {Day} day
 * @param {number} middle
 * @param {{bar: number, ground: number, high: (visits: number) => number}} scale
 */
function column({ label, visits, previous }, middle, { bar, ground, high }) {
  const known = visits !== null;
  const top = ground - high(visits ?? 0);
  const before = ground - high(previous);
  return [
    known && draw('rect', { class: 'bar', x: middle - bar / 2, y: top, width: bar, height: ground - top }),
    previous > 0 && line(middle, bar, before),
    known && text('value', middle, Math.min(top, previous > 0 ? before : top) - 6, String(visits)),
    ...label.split(' ').map((word, line) => text('day', middle, ground + 18 + line * 17, word)),
  ];
}

/** @param {number} middle @param {number} bar @param {number} y */
function line(middle, bar, y) {
  return draw('line', { class: 'before', x1: middle - bar * 0.68, x2: middle + bar * 0.68, y1: y, y2: y });
}

/** What the thin lines are, said once. @param {Day[]} days @param {number} width */
function named(days, width) {
  if (days.every(({ previous }) => previous === 0)) return [];
  return [
    text('named', width, 14, say('line_is')),
    draw('line', { class: 'before', x1: width - 26, x2: width, y1: 22, y2: 22 }),
  ];
}

/** @param {string} kind @param {number} x @param {number} y @param {string} words */
const text = (kind, x, y, words) => draw('text', { class: kind, x, y }, words);
