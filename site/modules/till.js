/** The till's page: paired or not, and what follows from it. */

import { Counter } from './counter.js';
import { offerHand } from './hand.js';
import { Practice } from './practice.js';
import { watchKeeping } from './safekeeping.js';
import { Session } from './session.js';
import { signIn } from './sign-in.js';
import { Staff } from './staff.js';
import { hintHomeScreen, warnInsideApp } from './surroundings.js';
import { part, show } from './view.js';
import { language, say } from './words.js';

const session = new Session('till');
const staff = new Staff(session, leave);
const counter = new Counter(session, staff, leave);
const practice = new Practice(counter);

signIn(session, enter);
offerHand(part('hand'));
warnInsideApp(part('in-app'));
hintHomeScreen(part('home-screen'));
watchKeeping((works) => {
  part('storage').textContent = works ? '' : say('storage_trouble');
});
part('leave').addEventListener('click', () => confirm(say('leave_sure')) && leave());
navigator.serviceWorker?.register('/till/offline.js').catch(() => {
  // Without it the till works as before; it only cannot be opened without network.
});

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

/** @param {string} [why] a sentence for whoever now has to pair the phone again */
async function leave(why) {
  practice.stop();
  counter.close();
  staff.leave();
  await session.end();
  part('lost').hidden = !why;
  part('lost').textContent = why ?? '';
  show('sign-in');
}

/** The program as the server has it now, or as it was when there was last a network. */
async function keepProgram() {
  try {
    await session.note({ shown: await session.ask('/v1/till/program') });
    showProgram();
  } catch {
    if (!session.record) await leave(say('signed_out'));
  }
}

function showProgram() {
  const program = session.record.shown;
  const told = program?.script?.[language] ?? '';
  counter.allow(program);
  staff.allow(program);
  part('script').hidden = told === '';
  part('script-text').textContent = told;
}
