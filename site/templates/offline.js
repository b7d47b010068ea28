/**
 * Lets the till be opened where there is no network: its page and its files are kept on the
 * phone. Pages come from the network when there is one; files never change under their name.
 */

const CACHE = {{ (assets ~ "") | tojson }};
const PAGES = {{ till_paths.values() | list | tojson }};
const FILES = {{ files | tojson }};

addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll([...PAGES, ...FILES])).then(() => self.skipWaiting()),
  );
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

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function freshOrKept(pathname) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(pathname);
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
