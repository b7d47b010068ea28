/** Where the till has no picture: what happened, what to do on this very phone, and a drawing. */

import { icon, part } from './view.js';
import { say } from './words.js';

/** @typedef {import('./camera.js').Why | 'decoder' | 'in_app'} Trouble */

const DRAWINGS = {
  asked: 'camera',
  denied: 'lock',
  absent: 'camera-off',
  busy: 'windows',
  insecure: 'lock',
  unsupported: 'leave-app',
  in_app: 'leave-app',
  decoder: 'camera-off',
};

/** Apps that open links in a window of their own, by what that window calls itself. */
const APPS = [
  { name: 'Instagram', sign: /Instagram/ },
  { name: 'Messenger', sign: /MessengerForiOS|MessengerLiteForiOS|Orca-Android|FB_IAB\/MESSENGER/ },
  { name: 'Facebook', sign: /FBAN|FBAV|FB_IAB/ },
  { name: 'LinkedIn', sign: /LinkedInApp/ },
  { name: 'TikTok', sign: /TikTok|musical_ly|BytedanceWebview/i },
  { name: 'Snapchat', sign: /Snapchat/ },
  { name: 'Pinterest', sign: /\[Pinterest/ },
  { name: 'WhatsApp', sign: /WhatsApp/ },
];

/** The app in whose window this page is, if it says so. */
export function appAround(agent = navigator.userAgent) {
  return APPS.find(({ sign }) => sign.test(agent))?.name;
}

/** Which words fit: iPads call themselves a Mac, but no Mac is touched with several fingers. @returns {'ios' | 'android' | 'other'} */
export function device() {
  const { userAgent, maxTouchPoints } = navigator;
  if (/Android/.test(userAgent)) return 'android';
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1) ? 'ios' : 'other';
}

/** @param {Trouble} why */
export function tellTrouble(why) {
  const app = appAround();
  // An app that gives no camera has a browser beside it that does.
  const shown = app && ['denied', 'absent', 'unsupported'].includes(why) ? 'in_app' : why;
  part('finder').dataset.dark = shown;
  part('camera-drawing').replaceChildren(icon(DRAWINGS[shown]));
  part('camera-text').textContent = say(`camera_${shown}`, { app: app ?? '' });
  part('camera-help').textContent = help(shown);
  part('camera-trouble').hidden = false;
  part('open-camera').hidden = false;
  part('open-camera').textContent = say(shown === 'asked' ? 'camera_open' : 'camera_retry');
}

/** There is a picture; whoever had pressed the button is not left in nowhere. */
export function clearTrouble() {
  const pressed = document.activeElement === part('open-camera');
  part('finder').removeAttribute('data-dark');
  part('camera-trouble').hidden = true;
  part('open-camera').hidden = true;
  if (pressed) part('finder').focus();
}

/** Said again although it is the same: a screen reader tells only what changes. */
export function tellTrying() {
  if (part('camera-trouble').hidden) return;
  part('camera-text').textContent = say('one_moment');
  part('camera-help').textContent = '';
}

/** @param {Trouble} shown */
function help(shown) {
  const on = ['denied', 'in_app'].includes(shown) ? `_${device()}` : '';
  return say(`camera_${shown}_help${on}`);
}
