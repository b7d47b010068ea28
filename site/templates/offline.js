/**
 * Lets the till be opened where there is no network, and keeps its versions apart.
 *
 * A version is its pages and every file they need. All of it is fetched when this worker is
 * installed, each piece checked by its digest, or the worker is not installed at all: whatever a
 * hotspot or a dead server answers never gets in here. From then on pages and files come from the
 * phone, whatever the network says; what belongs to another version is left to the network.
 *
 * The next version is another worker with a cache of its own. It waits beside this one until the
 * page lets it take over (modules/release.js) and begins anew; only then is this one's forgotten.
 */

const CACHE = {{ ("till-" ~ version) | tojson }};
const KEPT = {{ kept | tojson }};

addEventListener('install', (event) => {
  event.waitUntil(keep());
});

addEventListener('message', ({ data }) => {
  if (data === 'take over') self.skipWaiting();
});

addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin) return;
  if (Object.hasOwn(KEPT, pathname)) event.respondWith(kept(pathname, event.request));
});

/** All of it or nothing. */
async function keep() {
  const cache = await caches.open(CACHE);
  try {
    await cache.addAll(Object.entries(KEPT).map(asked));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** Files never change under their name; a page and the decoder's worker do. */
function asked([path, integrity]) {
  const fresh = path.startsWith('/till/') ? 'no-cache' : 'default';
  return new Request(path, { integrity, cache: fresh, redirect: 'error' });
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** A phone that is short of room may have thrown it away. */
async function kept(pathname, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) ?? fetch(request);
}
