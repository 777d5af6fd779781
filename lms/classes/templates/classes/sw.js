{% load static %}// The service worker: network first, always. A page is kept only if it asked for it; all else passes through untouched.
importScripts("{% static 'js/offline.js' %}");

const PAGES = "hocai-pages-1";
const ASSETS = "hocai-assets-1";
const MOST_PAGES = 60;
const PATIENCE_MS = 12000;
const FRESH_MS = 3600000;
// The address inside a QR on the wall. Without a network its scan is kept by the page below.
const SCANNED = /^\/diem-danh\/\d+\/[\w-]+=*\/$/;
const SCAN_KEEPER = "{% url 'checkin-offline' %}";
// Only pages of the hall belong to the browser itself; all others belong to whoever is logged in.
const OF_THE_BROWSER = /^\/diem-danh\//;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// --- keeping -------------------------------------------------------------------------------------------------------
const assetsIn = (text, base) => {
  const found = [...text.matchAll(/(?:href|src)="([^"#]+)/g), ...text.matchAll(/url\(["']?([^"')#]+)/g)];
  const addresses = found.map((match) => new URL(match[1].replaceAll("&amp;", "&"), base));
  const ours = addresses.filter((address) => address.origin === location.origin && address.pathname.startsWith("/static/"));
  return [...new Set(ours.map((address) => address.href))];
};

const keepAsset = async (address) => {
  const cache = await caches.open(ASSETS);
  if (await cache.match(address)) return;
  const response = await fetch(address);
  if (!response.ok) return;
  await cache.put(address, response.clone());
  if (new URL(address).pathname.endsWith(".css")) await keepAssets(assetsIn(await response.text(), address));
};

const keepAssets = (addresses) => Promise.all(addresses.map((address) => keepAsset(address).catch(() => {})));

// A hall of 500 need not fetch the same page at every scan.
const isFresh = async (address) => {
  const kept = await (await caches.open(PAGES)).match(address);
  return Boolean(kept) && Date.now() - Date.parse(kept.headers.get("Date")) < FRESH_MS;
};

const keepPage = async (path) => {
  const address = new URL(path, location.origin).href;
  if (address.endsWith(SCAN_KEEPER) && (await isFresh(address))) return true;
  const response = await fetch(address, { credentials: "same-origin" });
  // A redirect would keep the login page in the place of the page that was asked for.
  if (!response.ok || response.redirected) return false;
  const cache = await caches.open(PAGES);
  await cache.put(address, response.clone());
  await keepAssets(assetsIn(await response.text(), address));
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PAGES)).map((request) => cache.delete(request)));
  return true;
};

const keepPages = async (pages) => {
  const kept = await Promise.all(pages.map((path) => keepPage(path).catch(() => false)));
  return { kept: pages.filter((_path, index) => kept[index]) };
};

self.addEventListener("message", (event) => {
  if (event.data?.type !== "keep") return;
  event.waitUntil(keepPages(event.data.pages).then((answer) => event.ports[0]?.postMessage(answer)));
});

// --- leaving -------------------------------------------------------------------------------------------------------
const forgetPages = async () => {
  const cache = await caches.open(PAGES);
  const requests = await cache.keys();
  const personal = requests.filter((request) => !OF_THE_BROWSER.test(new URL(request.url).pathname));
  await Promise.all(personal.map((request) => cache.delete(request)));
};

// --- answering -----------------------------------------------------------------------------------------------------
const patience = (milliseconds) => new Promise((_resolve, reject) => setTimeout(() => reject(new Error("slow")), milliseconds));

const isAway = (response) => response.status >= 502 && response.status <= 504;

const answerScan = async (request) => {
  const kept = () => caches.match(new URL(SCAN_KEEPER, location.origin).href);
  try {
    const response = await Promise.race([fetch(request), patience(PATIENCE_MS)]);
    return isAway(response) ? (await kept()) || response : response;
  } catch (error) {
    const response = await kept();
    if (response) return response;
    throw error;
  }
};

const answer = async (request, cacheName) => {
  try {
    return await fetch(request);
  } catch (error) {
    const response = await (await caches.open(cacheName)).match(request.url);
    if (response) return response;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "POST" && address.pathname.endsWith("/logout/")) event.waitUntil(forgetPages());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(SCANNED.test(address.pathname) ? answerScan(request) : answer(request, PAGES));
  } else if (address.pathname.startsWith("/static/")) {
    event.respondWith(answer(request, ASSETS));
  }
});
