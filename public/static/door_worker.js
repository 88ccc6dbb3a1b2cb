// The service worker of /vaert: shows the list and its forms when the house cannot be reached.
// What it keeps is given by the list: pages with dates and titles, without a session's token and
// without a figure. It forgets them as soon as the house says that nobody is signed in.
"use strict";

const PAGES = "vaert-pages";
const FILES = "vaert-files";
const PATIENCE = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data.pages) event.waitUntil(keep(event.data.pages, event.data.files));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request, address.pathname));
});

async function page(request, path) {
  const kept = await caches.open(PAGES);
  try {
    const answer = await soon(fetch(request));
    if (answer.type === "opaqueredirect") await caches.delete(PAGES);
    if (answer.status < 500) return answer;
    return (await kept.match(path)) ?? answer;
  } catch (gone) {
    const copy = await kept.match(path);
    if (copy) return copy;
    if (path !== "/vaert" && (await kept.match("/vaert"))) return Response.redirect("/vaert", 302);
    throw gone;
  }
}

function soon(answer) {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error("late")), PATIENCE));
  return Promise.race([answer, late]);
}

async function file(request) {
  const kept = await caches.open(FILES);
  const copy = await kept.match(request);
  if (copy) return copy;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).search) await kept.put(request, answer.clone());
  return answer;
}

// `pages`: path -> version; `files`: addresses. What is not named is dropped.
async function keep(pages, files) {
  await self.clients.claim(); // a page that was under way while we began
  const kept = await caches.open(PAGES);
  for (const [path, version] of Object.entries(pages)) {
    const copy = await kept.match(path);
    if (copy?.headers.get("X-Version") === version) continue;
    let answer;
    try {
      const how = { headers: { "X-Kept-Copy": "1" }, cache: "no-store", redirect: "manual" };
      answer = await fetch(path, how);
    } catch {
      return; // the net is gone again; the list asks anew when it is next opened
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      await caches.delete(PAGES);
      return;
    }
    if (answer.ok) {
      const headers = new Headers(answer.headers);
      headers.set("X-Version", version);
      await kept.put(path, new Response(await answer.blob(), { headers }));
    }
  }
  for (const old of await kept.keys()) {
    if (!(new URL(old.url).pathname in pages)) await kept.delete(old);
  }
  const there = await caches.open(FILES);
  for (const address of files) {
    if (!(await there.match(address))) await there.add(address).catch(() => undefined);
  }
  for (const old of await there.keys()) {
    if (!files.includes(old.url)) await there.delete(old);
  }
}
