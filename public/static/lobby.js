// The screen: fetch the page again, keep the last good one while nothing answers, show the time.
"use strict";

const EVERY = 30_000;
const clock = () => document.getElementById("ur");
let ahead = 0; // the house's wall time less the device's, so that a wrong device tells no wrong time
let good = Date.now();

function hear(page, heard) {
  const wall = new Date(`${page.body.dataset.wall}:${String(new Date().getSeconds()).padStart(2, "0")}`);
  // pages are written to the minute: only more than that is a clock that is wrong
  const apart = wall.getTime() - heard;
  ahead = Math.abs(apart) > 90_000 ? apart : 0;
}

const now = () => new Date(Date.now() + ahead);
const two = (number) => String(number).padStart(2, "0");
const mark = document.documentElement.lang === "da" ? "." : ":";
const told = (at) => `${at.getHours()}${mark}${two(at.getMinutes())}`;

function tick() {
  clock().textContent = told(now());
  const wall = now();
  const text = `${wall.getFullYear()}-${two(wall.getMonth() + 1)}-${two(wall.getDate())}T${two(wall.getHours())}:${two(wall.getMinutes())}`;
  // without a connection what is over is taken away here
  for (const row of document.querySelectorAll("[data-ends]")) row.hidden ||= row.dataset.ends <= text;
  for (const part of document.querySelectorAll("main section")) {
    part.hidden = part.querySelectorAll("li:not([hidden])").length === 0;
  }
  const away = document.getElementById("borte");
  away.hidden = Date.now() - good < 3 * EVERY;
  if (!away.hidden) away.textContent = away.dataset.text.replace("{time}", told(new Date(good + ahead)));
}

// smaller letters when there is much to say, but never smaller than four metres allow; what then
// is left over is counted
function fit() {
  const main = document.querySelector("main");
  const tooMuch = () => main.scrollHeight > main.clientHeight + 1;
  for (const size of [1, 0.93, 0.87, 0.81, 0.76, 0.72]) {
    document.documentElement.style.setProperty("--fit", size);
    if (!tooMuch()) return;
  }
  const more = document.getElementById("flere");
  const rows = [...document.querySelectorAll(".later li:not([hidden])")];
  let hidden = Number(more?.dataset.more || 0);
  while (more && rows.length > 1 && tooMuch()) {
    rows.pop().hidden = true;
    more.hidden = false;
    more.textContent = more.dataset.text.replace("{n}", String(++hidden));
  }
}

const sheets = (page) => [...page.querySelectorAll("link[rel=stylesheet], script[src]")]
  .map((one) => one.getAttribute("href") || one.getAttribute("src")).join();

async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(20_000) });
    if (!answer.ok || answer.headers.get("X-Kept")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector(".drift > main")) return;
    good = Date.now();
    if (sheets(page) !== sheets(document)) return location.reload(); // the house was renewed
    hear(page, good);
    for (const name of ["header", "main", "footer"]) {
      const fresh = page.querySelector(`.drift > ${name}`);
      document.querySelector(`.drift > ${name}`).replaceWith(document.adoptNode(fresh));
    }
    tick();
    fit();
  } catch {
    // the last good picture stays
  } finally {
    tick();
  }
}

hear(document, Date.now());
tick();
fit();
addEventListener("resize", fit);
setInterval(tick, 1000);
setInterval(renew, EVERY);
addEventListener("online", renew);
navigator.serviceWorker?.register("/skaerm/worker.js", { scope: "/skaerm" }).catch(() => {});
