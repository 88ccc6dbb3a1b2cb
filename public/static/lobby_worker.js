// Keeps the screen's last good page and its files, for a screen that starts while nothing answers.
"use strict";

const SHELF = "skaerm-1";
const SCREEN = /^\/skaerm(\/[^/.]+)?$/;
const FILES = /^\/assets\/(lobby\.(css|js)|mark\.svg)$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(request) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shelf.put(request.url, answer.clone());
    if (answer.status < 500) return answer;
  } catch {
    // nothing answers
  }
  const found = await shelf.match(request.url);
  if (!found) return Response.error();
  const headers = new Headers(found.headers);
  headers.set("X-Kept", "1");
  return new Response(await found.blob(), { status: 200, headers });
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = origin === self.location.origin && (SCREEN.test(pathname) || FILES.test(pathname));
  if (ours && event.request.method === "GET") event.respondWith(kept(event.request));
});
