/** Where the service runs on the very machine that shows this page, its addresses lead nowhere else. */

import { make } from './view.js';
import { say } from './words.js';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]', '::1'];

/** A sentence to put under addresses, or nothing where a phone can open them. */
export const ownMachine = () =>
  LOOPBACK.includes(location.hostname) && make('small', { class: 'own-machine' }, say('own_machine'));
