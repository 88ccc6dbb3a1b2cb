// The screen: fetch the page again, keep the last good one while nothing answers, show the time.
"use strict";

const EVERY = 30_000;
const PAGE = 10_000; // so long one page of a list stays
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
const told = (at) => `${mark === ":" ? two(at.getHours()) : at.getHours()}${mark}${two(at.getMinutes())}`;

function tick() {
  clock().textContent = told(now());
  const wall = now();
  const text = `${wall.getFullYear()}-${two(wall.getMonth() + 1)}-${two(wall.getDate())}T${two(wall.getHours())}:${two(wall.getMinutes())}`;
  // without a connection what is over is taken away here
  for (const row of document.querySelectorAll("[data-ends]")) row.hidden ||= row.dataset.ends <= text;
  for (const part of document.querySelectorAll("main section")) {
    part.hidden = part.querySelectorAll("li:not([hidden])").length === 0;
  }
  turn();
  const away = document.getElementById("borte");
  away.hidden = Date.now() - good < 3 * EVERY;
  if (!away.hidden) away.textContent = away.dataset.text.replace("{time}", told(new Date(good + ahead)));
}

// Smaller letters when there is much to say, but never smaller than four metres allow. What then
// still is too much is paged through: what is later today first, all lists where that is not enough.
const rows = (list) => [...list.querySelectorAll("li:not([hidden])")];
const many = { later: Infinity, other: Infinity }; // rows to a page
const limit = (list) => many[list.closest(".later") ? "later" : "other"];
const pagesOf = (list) => Math.max(1, Math.ceil(rows(list).length / limit(list)));

function show(page) {
  for (const list of document.querySelectorAll("main ul")) {
    const pages = pagesOf(list);
    rows(list).forEach((row, nr) => row.classList.toggle("turned", Math.floor(nr / limit(list)) !== page % pages));
    const head = list.parentElement.querySelector("h2");
    let told = head?.querySelector(".page");
    if (head && pages > 1 && !told) {
      told = head.appendChild(document.createElement("span"));
      told.className = "page";
      told.dir = "ltr";
    }
    if (told) told.textContent = pages > 1 ? `${(page % pages) + 1}/${pages}` : "";
  }
}

const turn = () => show(Math.floor(Date.now() / PAGE));

function fit() {
  const main = document.querySelector("main");
  const lists = [...main.querySelectorAll("ul")];
  const longest = Math.max(1, ...lists.map((list) => rows(list).length));
  const fits = (size, later, other) => {
    document.documentElement.style.setProperty("--fit", size);
    Object.assign(many, { later, other });
    for (let page = 0; page < Math.max(1, ...lists.map(pagesOf)); page++) {
      show(page);
      if (main.scrollHeight > main.clientHeight + 1) return false;
    }
    return true;
  };
  const found = () => {
    for (const size of [1, 0.93, 0.87, 0.81, 0.76, 0.72]) if (fits(size, Infinity, Infinity)) return;
    for (const least of [4, 1]) {
      for (const every of [false, true]) {
        for (const size of [0.81, 0.72]) {
          for (let number = longest; number >= least; number--) {
            if (fits(size, number, every ? number : Infinity)) return;
          }
        }
      }
    }
  };
  found();
  turn();
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

document.documentElement.classList.add("js");
hear(document, Date.now());
tick();
fit();
addEventListener("resize", fit);
setInterval(tick, 1000);
setInterval(renew, EVERY);
addEventListener("online", renew);
navigator.serviceWorker?.register("/skaerm/worker.js", { scope: "/skaerm" }).catch(() => {});
