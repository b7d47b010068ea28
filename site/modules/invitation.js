/** Giving a friend the link that brings them here: by whatever this phone shares with, or copied. */

import { part } from './view.js';
import { say } from './words.js';

const section = part('invitation');
const { invitation: url = '', title = '' } = section.dataset;
const share = part('share', section);
const copy = part('copy', section);

share.hidden = !navigator.share;
copy.hidden = !share.hidden || !navigator.clipboard;

share.addEventListener('click', () => {
  // Closing the phone's own list again is no error.
  navigator.share({ title, url }).catch(() => {});
});

copy.addEventListener('click', async () => {
  await navigator.clipboard.writeText(url);
  part('copied', section).textContent = say('copied');
});
