/** This week against the last one: a few big numbers, and the days. */

import { drawDays } from './chart.js';
import { make, part } from './view.js';
import { date, say, time } from './words.js';

/** A value longer than this, an amount mostly, is set smaller so that it stays on one line. */
const LONG_VALUE = 6;
const UNKNOWN = '–';

/** @param {any} overview */
export function showWeek({ week, figures, days, chart_sentence: sentence, counted_at: at, counting }) {
  part('week').textContent = say('week', { n: week.number });
  part('counted').hidden = !at;
  part('counted').textContent = at ? asOf(at, counting) : '';
  part('week-days').textContent = say('week_days', { first: date(week.first_day), last: date(week.last_day) });
  part('figures').replaceChildren(...figures.map(figure));
  drawDays(part('chart'), days, sentence);
  part('chart-sentence').textContent = sentence;
  part('chart-rows').replaceChildren(...days.map(row));
}

/**
 * Where there is too much to count while somebody waits, these are figures of a while ago.
 * @param {string} at @param {boolean} counting
 */
function asOf(at, counting) {
  const said = say('counted_at', { date: date(at), time: time(at) });
  return counting ? `${said} ${say('counting')}` : said;
}

/** @param {any} figure */
function figure({ label, value, previous, note }) {
  return make(
    'div',
    {},
    make('dt', {}, label),
    make('dd', { class: value.length > LONG_VALUE ? 'value value-long' : 'value' }, value),
    note && make('dd', { class: 'note' }, note),
    previous !== UNKNOWN && make('dd', { class: 'before' }, say('before', { value: previous })),
  );
}

/** @param {any} day */
function row({ date: day, visits, previous }) {
  const name = date(day, { weekday: 'short', day: 'numeric', month: 'short' });
  return make(
    'tr',
    {},
    make('td', {}, name),
    make('td', { class: 'number' }, visits === null ? '' : String(visits)),
    make('td', { class: 'number' }, String(previous)),
  );
}
