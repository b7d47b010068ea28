/**
 * The weekly reports as they were sent. They are asked for with the token, so a plain link cannot
 * fetch them; they are saved as files, because a page opened from here would inherit this page's
 * policy and lose its own styles.
 */

import { download } from './api.js';
import { make, part } from './view.js';
import { date, say } from './words.js';

/**
 * @param {any} overview
 * @param {import('./session.js').Session} session
 * @param {(act: () => Promise<void>) => Promise<void>} attempt
 */
export function showReports({ reports }, session, attempt) {
  part('reports-none').hidden = reports.some((report) => report.sent_at);
  part('reports-list').replaceChildren(...reports.map(line));

  /** @param {any} report */
  function line({ week, subject, sent_at: sent, csv_url: csv, html_url: html }) {
    return make(
      'li',
      {},
      make('p', {}, subject, make('small', {}, sent ? say('sent', { date: date(sent) }) : say('so_far'))),
      make('span', { class: 'line-actions' }, button('CSV', csv, `${week}.csv`), button(say('mail'), html, `${week}.html`)),
    );
  }

  /** @param {string} label @param {string} address @param {string} name */
  function button(label, address, name) {
    const act = () => attempt(() => session.withToken((token) => save(address, token, name)));
    return make('button', { type: 'button', class: 'small-press', onclick: act }, label);
  }
}

/**
 * When the ledger was last checked, what was found, how many cards give nothing meanwhile,
 * and how many are left out of the figures.
 * @param {any} overview
 */
export function showAudit({ audit: { at, differences, frozen, unreadable } }) {
  const said = [];
  const found = differences === 0 ? 'audit_agrees' : differences === 1 ? 'audit_one' : 'audit_more';
  if (at) said.push(say(found, { date: date(at), n: differences }));
  if (frozen > 0) said.push(say(frozen === 1 ? 'one_frozen' : 'frozen', { n: frozen }));
  if (unreadable > 0) said.push(say(unreadable === 1 ? 'one_unreadable' : 'unreadable', { n: unreadable }));
  part('audit').hidden = said.length === 0;
  part('audit').textContent = said.join(' ');
}

/** @param {string} address @param {string} token @param {string} name */
async function save(address, token, name) {
  const href = await download(address, token);
  make('a', { href, download: name }).click();
  URL.revokeObjectURL(href);
}
