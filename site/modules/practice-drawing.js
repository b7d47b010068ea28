/** The stamps of a card that is only for practice, and what they bring in the last place, drawn here: nothing is fetched for it. */

const STAMPS = 9;
const PLACES = STAMPS + 1;
const FIRST_ROW = 5;
const APART = 64;
const GIFT = 'M3.75 8.75h16.5v3.5H3.75zM5.25 12.25h13.5v8H5.25zM12 8.75v11.5M12 8.75c-1.5-4.5-6-5-6-2.25 0 1.5 2 2.25 6 2.25zm0 0c1.5-4.5 6-5 6-2.25 0 1.5-2 2.25-6 2.25z';
const SIZE = { width: 375, height: 144 };

/** @param {any} program @param {number} held @returns {string} an address; none where nothing is stamped */
export function drawn({ model = 'stamps', brand }, held) {
  if (model !== 'stamps') return '';
  const { background = '#1b1f23', foreground = '#faf8f4' } = brand ?? {};
  const full = held >= STAMPS;
  const marks = Array.from({ length: PLACES }, (_, at) => mark(at, full || at < held, foreground, background)).join('');
  const ground = `<rect width="${SIZE.width}" height="${SIZE.height}" fill="${background}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}">${ground}${marks}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** @param {number} at @param {boolean} full @param {string} colour @param {string} ground */
function mark(at, full, colour, ground) {
  const row = Number(at >= FIRST_ROW);
  const inRow = row ? PLACES - FIRST_ROW : FIRST_ROW;
  const x = SIZE.width / 2 + (at - row * FIRST_ROW - (inRow - 1) / 2) * APART;
  const y = SIZE.height / 2 + (row - 0.5) * APART;
  const fill = full ? `fill="${colour}"` : `fill="none" stroke="${colour}" stroke-width="1.5" stroke-opacity="0.62"`;
  const gift = at === STAMPS ? `<path transform="translate(-15 -15) scale(1.25)" fill="none" stroke="${full ? ground : colour}" stroke-width="1.5" stroke-linejoin="round" d="${GIFT}"/>` : '';
  return `<g transform="translate(${x} ${y})"><circle r="24" ${fill}/>${gift}</g>`;
}
