// Keeps the page, so that the chats, which are in the browser anyway, can be read without a line. It answers for pages and
// for files with a hash in their name, and for nothing else: not for the API, not for a stream.

/** Counts up when what is kept changes its form. */
const CACHE = 'runnel-1';
/** About four builds' worth. What was kept first goes first. */
const MOST_FILES = 400;
/** All stored chats are one page: which one it shows, it reads from its address. */
const PAGES = { new: '/', stored: '/chats/offline' };
const ICONS = ['/manifest.webmanifest', '/icons/icon-192.png'];

self.addEventListener('install', (event) => {
  event.waitUntil(keepPages().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener('message', (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepFiles(event.data.keep));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const page = request.mode === 'navigate' ? pageFor(url.pathname) : undefined;
  if (page) event.respondWith(fromLineFirst(request, page));
  else if (isFile(url.pathname)) event.respondWith(fromCacheFirst(request));
});

function pageFor(path) {
  if (path === '/') return PAGES.new;
  return /^\/chats\/[^/]+$/.test(path) ? PAGES.stored : undefined;
}

/** What never changes under its name. */
function isFile(path) {
  return path.startsWith('/_next/static/') || ICONS.includes(path);
}

async function keepPages() {
  const cache = await caches.open(CACHE);
  for (const page of Object.values(PAGES)) {
    const response = await fetch(page, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${page}: ${response.status}`);
    await keepFiles(filesOf(await response.clone().text()));
    await cache.put(page, response);
  }
  await keepFiles(ICONS);
}

/** The scripts and styles that a page names. */
function filesOf(html) {
  return [...new Set(html.match(/\/_next\/static\/[^"'\\?\s]+\.(?:js|css)/g))];
}

async function keepFiles(addresses) {
  const cache = await caches.open(CACHE);
  for (const address of addresses) {
    if (await cache.match(address)) continue;
    // One that cannot be had now is kept when the page next loads it.
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok) await cache.put(address, response);
  }
  const files = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith('/_next/'));
  for (const old of files.slice(0, Math.max(0, files.length - MOST_FILES))) await cache.delete(old);
}

/** A page as the server has it now; without a line, as it was last. */
async function fromLineFirst(request, page) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(page, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(page);
    if (kept) return kept;
    throw error;
  }
}

async function fromCacheFirst(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (kept) return nameless(kept);
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return nameless(response);
}

/**
 * The response without its address. A worker takes the address of its script from there, and the bundler tells its workers
 * apart by what stands behind the # of one and the same file.
 */
function nameless({ body, status, statusText, headers }) {
  return new Response(body, { status, statusText, headers });
}
