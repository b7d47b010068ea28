/** The owner's book: signed in or not, and then everything from one answer. */

import { NoAnswer, Problem } from './api.js';
import { showBeginning } from './beginning.js';
import { CorrectionForm } from './correction.js';
import { Costs } from './costs.js';
import { Members } from './members.js';
import { Preview } from './preview.js';
import { showAudit, showReports } from './reports.js';
import { Session, SignedOut } from './session.js';
import { signIn } from './sign-in.js';
import { StaffList } from './staff-list.js';
import { showSignals } from './signals.js';
import { Tills } from './tills.js';
import { Undelivered } from './undelivered.js';
import { part, show } from './view.js';
import { showWallets } from './wallets.js';
import { showWeek } from './week.js';
import { say } from './words.js';

const session = new Session('owner');
const correction = new CorrectionForm(session, attempt, read);
const members = new Members(session, attempt, (code) => correction.pick(code));
const costs = new Costs(session, () => leave(say('signed_out')));
const preview = new Preview(session, () => leave(say('signed_out')));
const tills = new Tills(session, attempt, read, (phones) => showPhones({ ...seen, tills: phones }));
const staff = new StaffList(session, attempt, read);
const undelivered = new Undelivered(session, attempt, read);
/** @type {any} what the book shows */
let seen = null;

signIn(session, read);
part('leave').addEventListener('click', () => leave());

if (await session.resume()) await read();
else show('sign-in');

async function read() {
  await attempt(async () => {
    const overview = await session.ask('/v1/owner/overview');
    show('book');
    part('program').textContent = overview.program.name;
    part('rule').textContent = overview.rule;
    undelivered.show(overview);
    showWeek(overview);
    showSignals(overview);
    showPhones(overview);
    staff.show(overview);
    showWallets(overview);
    showReports(overview, session, attempt);
    showAudit(overview);
    correction.show(overview);
    members.show(overview);
  });
}

/** @param {any} overview */
function showPhones(overview) {
  seen = overview;
  showBeginning(overview);
  tills.show(overview);
}

/**
 * Do something that asks the server; say in words when it could not be done.
 * @param {() => Promise<void>} act
 */
async function attempt(act) {
  tell('');
  try {
    await act();
  } catch (error) {
    if (error instanceof SignedOut) await leave(say('signed_out'));
    else if (error instanceof NoAnswer) tell(say('no_network'));
    else if (error instanceof Problem) tell(error.message);
    else throw error;
  }
}

/** @param {string} trouble */
function tell(trouble) {
  if (trouble) show('book');
  part('trouble').hidden = trouble === '';
  part('trouble').textContent = trouble;
}

/** @param {string} [why] */
async function leave(why) {
  costs.forget();
  preview.forget();
  staff.forget();
  tills.forget();
  correction.forget();
  await session.end();
  part('lost').hidden = !why;
  part('lost').textContent = why ?? '';
  show('sign-in');
}
