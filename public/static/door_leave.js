// Signing out at the door: what waits is sent first, and the kept pages are forgotten.
"use strict";

const leaving = document.querySelector("form[data-leaving]");
let asked = false;
let gone = false;
leaving.addEventListener("submit", async (event) => {
  if (gone) return;
  event.preventDefault();
  await doorQueue.send().catch(() => undefined);
  const left = await doorQueue.all().catch(() => []);
  if (left.length && !asked) {
    asked = true;
    const message = leaving.querySelector(".message");
    message.textContent = leaving.dataset.leaving;
    message.hidden = false;
    leaving.removeAttribute("aria-busy");
    return;
  }
  if ("caches" in window) await caches.delete("vaert-pages").catch(() => undefined);
  gone = true;
  leaving.requestSubmit();
});
