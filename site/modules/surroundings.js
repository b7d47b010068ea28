/** Where this page was opened: inside another app, in a browser, or from the home screen. */

import { appAround, device } from './camera-help.js';
import { say } from './words.js';

const IN_APP = { ios: 'in_app_ios', android: 'in_app_android', other: 'in_app_other' };

/** Whoever pairs a phone inside another app's window will pair it again. @param {HTMLElement} warning */
export function warnInsideApp(warning) {
  const app = appAround();
  warning.hidden = !app;
  if (app) warning.textContent = say(IN_APP[device()], { app });
}

/** How to come back with one press; nothing where that has been done. @param {HTMLElement} hint */
export function hintHomeScreen(hint) {
  const safari = /** @type {{standalone?: boolean}} */ (navigator);
  const done = matchMedia('(display-mode: standalone)').matches || safari.standalone === true;
  hint.hidden = done || appAround() !== undefined;
  hint.textContent = say(device() === 'ios' ? 'home_screen_ios' : 'home_screen_other');
}
