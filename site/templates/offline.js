/**
 * Lets the till be opened where there is no network: its page and its files are kept on the
 * phone. Pages come from the network when it answers soon; files never change under their name.
 */

const CACHE = {{ assets | tojson }};
const PAGES = {{ pages | tojson }};
const FILES = {{ files | tojson }};
const PATIENCE_MS = 3000;

addEventListener('install', (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin) return;
  if (PAGES.includes(pathname)) event.respondWith(freshOrKept(pathname));
  else if (FILES.includes(pathname)) event.respondWith(kept(event.request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...PAGES, ...FILES]);
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function freshOrKept(pathname) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(pathname, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (fresh.ok) await cache.put(pathname, fresh.clone());
    return fresh;
  } catch (error) {
    const page = await cache.match(pathname);
    if (page) return page;
    throw error;
  }
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
