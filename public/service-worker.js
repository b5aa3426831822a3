// Caches the app, so that chats, which are stored in the browser, can be read offline. Serves only pages and files with a hash
// in their name, never the API or a stream.

/** Increment the number when the format of the cache changes. */
const CACHE = 'runnel-1';
/** The files of the latest build, and those of the one before it for the tabs that still show it. */
const MAX_BUILDS = 2;
/** All stored chats share one page, which reads the chat's id from the URL. */
const PAGES = { new: '/', stored: '/chats/offline' };
/** How long the network may take to answer with a page that is cached, in milliseconds. */
const PAGE_WAIT_MS = 150;
const ICONS = ['/manifest.webmanifest', '/icons/icon-192.png'];

self.addEventListener('install', (event) => {
  routeFiles(event);
  event.waitUntil(cachePages().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const deleteOldCaches = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(deleteOldCaches());
});

self.addEventListener('message', (event) => {
  const { cache, build } = event.data ?? {};
  if (Array.isArray(cache)) event.waitUntil(cacheFiles(cache));
  if (typeof build === 'string') event.waitUntil(cacheBuild(build));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const page = request.mode === 'navigate' ? pageFor(url.pathname) : undefined;
  if (page) event.respondWith(respondWithPage(event, page));
  else if (isImmutable(url.pathname)) event.respondWith(cacheFirst(request));
});

/** A notification about an answer leads back to its chat, in the tab that shows it if there is one. */
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { path } = event.notification.data;
  const focus = async () => {
    const tabs = await self.clients.matchAll({ type: 'window' });
    const tab = tabs.find(({ url }) => new URL(url).pathname === path);
    await (tab ? tab.focus() : self.clients.openWindow(path));
  };
  event.waitUntil(focus());
});

/**
 * Lets browsers that support it read scripts and styles from the cache without starting this worker. A file that is missing then comes from
 * the network and is not cached, so a browser that saves data, and does not get the whole build, keeps using the worker.
 */
function routeFiles(event) {
  if (navigator.connection?.saveData) return;
  event.addRoutes?.(
    ['script', 'style'].map((requestDestination) => ({
      condition: { requestDestination, urlPattern: { pathname: '/_next/static/*' } },
      source: { cacheName: CACHE },
    })),
  );
}

function pageFor(path) {
  if (path === '/') return PAGES.new;
  return /^\/chats\/[^/]+$/.test(path) ? PAGES.stored : undefined;
}

/** Whether the file never changes under this path. */
function isImmutable(path) {
  return /^\/(?:_next\/static|frames\/diagrams)\//.test(path) || ICONS.includes(path);
}

async function cachePages() {
  const cache = await caches.open(CACHE);
  for (const page of Object.values(PAGES)) {
    const response = await fetch(page, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${page}: ${response.status}`);
    await cacheFiles(filesOf(await response.clone().text()));
    await cache.put(page, response);
  }
  await cacheFiles(ICONS);
}

/** Returns the paths of the scripts and styles that a page references. */
function filesOf(html) {
  return [...new Set(html.match(/\/_next\/static\/[^"'\\?\s]+\.(?:js|css)/g))];
}

async function cacheFiles(urls) {
  const cache = await caches.open(CACHE);
  for (const url of urls) {
    if (await cache.match(url)) continue;
    // A file that fails to load now is cached when the page next loads it.
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) await cache.put(url, response);
  }
}

/**
 * Caches every file of a build, also those that no page has asked for yet: later the connection may be lost, or the server may have
 * another build. A browser that saves data gets them as it needs them.
 */
async function cacheBuild(id) {
  const cache = await caches.open(CACHE);
  const list = `/_next/static/${id}/files.json`;
  const response = await fetch(list).catch(() => undefined);
  if (!response?.ok) return;
  await cache.delete(list); // entries are ordered by age
  await cache.put(list, response.clone());
  if (!navigator.connection?.saveData) await cacheFiles(await response.json());
  await deleteOldBuilds(cache);
}

/** Deletes all files that belong to none of the latest builds. */
async function deleteOldBuilds(cache) {
  const files = (await cache.keys()).map(({ url }) => new URL(url).pathname).filter(isImmutable);
  const lists = files.filter((path) => path.endsWith('/files.json')).slice(-MAX_BUILDS);
  const kept = new Set([...ICONS, ...lists]);
  for (const list of lists) for (const file of await (await cache.match(list)).json()) kept.add(file);
  for (const file of files) if (!kept.has(file)) await cache.delete(file);
}

/**
 * Returns the server's current page. On a slow connection, or without one, the cached page is returned and the current one is cached for
 * the next visit. A reload waits for the server: it follows a change of the language, or the offer of a newer build.
 */
async function respondWithPage(event, page) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const cached = await cache.match(page);
  const current = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(page, response.clone());
    return response;
  });
  if (!cached) return current;
  event.waitUntil(current.catch(() => undefined));
  const choices = [current.catch(() => cached)];
  if (request.cache === 'default')
    choices.push(new Promise((resolve) => setTimeout(resolve, PAGE_WAIT_MS, cached)));
  return Promise.race(choices);
}

async function cacheFirst(request) {
  const cache = await caches.open(CACHE);
  const cached = await cache.match(request.url);
  if (cached) return withoutUrl(cached);
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return withoutUrl(response);
}

/**
 * Copies a response without its URL. A worker's `location` comes from the URL of the response, and the bundler's workers all
 * use one file and differ only in the fragment, which a cached response would replace by that of the first worker.
 */
function withoutUrl({ body, status, statusText, headers }) {
  return new Response(body, { status, statusText, headers });
}
