/** The till's page: paired or not, and what follows from it. */

import { Counter } from './counter.js';
import { offerHand } from './hand.js';
import { Practice } from './practice.js';
import { followReleases } from './release.js';
import { watchKeeping } from './safekeeping.js';
import { Session } from './session.js';
import { signIn } from './sign-in.js';
import { offerSound } from './sound.js';
import { Staff } from './staff.js';
import { hintHomeScreen, warnInsideApp } from './surroundings.js';
import { part, show } from './view.js';
import { language, say } from './words.js';

/** A till may stay open for weeks: how old what it knows of its program may be, and when it looks. */
const OLD_MS = 3_600_000;
const LOOKS_EVERY_MS = 600_000;

/** Nobody who puts a phone away waits longer for a server. */
const GOODBYE_MS = 2000;

const session = new Session('till');
const staff = new Staff(session, leave, keepProgram);
const counter = new Counter(session, staff, leave);
const practice = new Practice(counter);
let askedAt = 0;
let counted = '';

signIn(session, () => {
  void enter();
  stand('counter');
});
offerHand(part('hand'));
offerSound(part('sound'), part('silent'));
warnInsideApp(part('in-app'));
hintHomeScreen(part('home-screen'));
watchKeeping((works) => {
  part('storage').textContent = works ? '' : say('storage_trouble');
});
part('leave').addEventListener('click', () => mayLeave() && leave());
void followReleases(isIdle);

document.addEventListener('visibilitychange', keepUpToDate);
setInterval(keepUpToDate, LOOKS_EVERY_MS);

if (await session.resume()) await enter();
else show('sign-in');

async function enter() {
  show('counter');
  part('shop').textContent = session.record.shop?.name ?? '';
  part('till-name').textContent = session.record.name ?? '';
  showProgram();
  // The camera does not wait for the network, which may be slow or away.
  await Promise.all([counter.open(), keepProgram()]);
}

/** What has not been sent yet is asked about by itself. */
function mayLeave() {
  const { waiting: n } = counter.operations;
  return confirm(say('leave_sure')) && (n === 0 || confirm(say('leave_waiting', { n })));
}

/** @param {string} [why] a sentence for whoever now has to pair the phone again */
async function leave(why) {
  practice.stop();
  counter.close();
  staff.leave();
  if (!why) await tellOfLeaving();
  await session.end();
  part('lost').hidden = !why;
  part('lost').textContent = why ?? '';
  show('sign-in');
  stand('sign-in');
}

/** What was pressed is gone: whoever pressed it stands at the head of what has come instead. @param {string} view */
function stand(view) {
  const heading = document.querySelector(`[data-view="${view}"] h1`);
  if (!(heading instanceof HTMLElement)) return;
  heading.tabIndex = -1;
  heading.focus();
}

/** So that the owner's list says it too. Where nobody can be told, the owner takes this phone off it. */
async function tellOfLeaving() {
  try {
    await session.ask('/v1/till/departures', { method: 'POST', patienceMs: GOODBYE_MS });
  } catch {
    // It leaves all the same: what it forgets is all that let it in.
  }
}

/** The program as the server has it now, or as it was when there was last a network. */
async function keepProgram() {
  askedAt = Date.now();
  try {
    const shown = await session.ask('/v1/till/program');
    if (!session.record) return;
    await session.note({ shown });
    showProgram();
  } catch {
    askedAt = 0;
    if (!session.record) await leave(say('signed_out'));
  }
}

function keepUpToDate() {
  const isOld = Math.abs(Date.now() - askedAt) >= OLD_MS;
  if (session.record && isOld && document.visibilityState === 'visible') void keepProgram();
}

/** Nobody would miss what is on this page, and all that waits is written down. */
function isIdle() {
  const busy = document.querySelector('[data-counter]:is([hidden], [data-practising]), [data-result][data-tone], dialog[open]');
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-counter] input[type=text]'));
  return !busy && part('storage').textContent === '' && [...fields].every(({ value }) => value === '');
}

function showProgram() {
  const program = session.record.shown;
  const told = program?.script?.[language] ?? '';
  const rules = JSON.stringify(program ?? {});
  // What is being typed at the counter is left alone by a program that has not changed.
  if (rules !== counted) counter.allow(program);
  counted = rules;
  staff.allow(program);
  part('script').hidden = told === '';
  part('script-text').textContent = told;
  showNewCard(program?.join);
}

/** Where a customer takes a card: read off this screen, or filled in here. @param {{url: string, qr: string} | undefined} join */
function showNewCard(join) {
  part('new-card').hidden = !join;
  if (!join) return;
  part('new-card-qr').setAttribute('src', join.qr);
  part('new-card-here').setAttribute('href', join.url);
}
