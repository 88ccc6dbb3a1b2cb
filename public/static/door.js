// The pages at the door. Without this they work by plain forms; with it taps are kept while the
// house cannot be reached. Every word on the screen comes from the page.
"use strict";

const waiting = document.getElementById("waiting");
const PATIENCE = 2500;
const AGAIN = 5000; // asks the house only while something waits

// -- what waits, on top of the page -----------------------------------------------------------

function count(words, many) {
  const text = waiting.dataset[many === 1 ? `${words}One` : `${words}Many`];
  return text.replace("{n}", String(many));
}

function troubled(form) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  words.textContent = `${form.says}: ${form.trouble}`;
  const look = document.createElement("a");
  look.href = form.path;
  look.textContent = waiting.dataset.look;
  const away = document.createElement("button");
  away.type = "button";
  away.textContent = waiting.dataset.away;
  away.addEventListener("click", async () => {
    await doorQueue.drop(form.id);
    await draw("");
  });
  line.append(words, form.adds || !form.look ? "" : look, away);
  return line;
}

async function draw(state) {
  if (!waiting) return;
  const forms = await doorQueue.all();
  const sound = forms.filter((form) => !form.trouble);
  const out = state === "signed-out";
  const words = waiting.querySelector(".count");
  words.textContent = sound.length ? count(out ? "out" : "net", sound.length) : "";
  waiting.querySelector(".sign").hidden = !(out && sound.length);
  const bad = forms.filter((form) => form.trouble).map(troubled);
  waiting.querySelector("ul").replaceChildren(...bad);
  waiting.hidden = !forms.length;
  for (const card of document.querySelectorAll(".date-card")) {
    const kept = sound.some((form) => form.path === card.getAttribute("href"));
    card.classList.toggle("is-done", kept || card.dataset.done === "1");
    const state = card.querySelector(".state");
    state.dataset.words ??= state.textContent;
    state.textContent = kept ? waiting.dataset.kept : state.dataset.words;
  }
  await sayKept(forms);
}

// After a form was kept: which one, and its second step where the device has it.
async function sayKept(forms) {
  const box = document.getElementById("kept");
  const path = new URLSearchParams(location.search).get("venter");
  const form = path && forms.find((each) => each.path === path);
  if (!box) return;
  box.hidden = !form;
  if (!form) return;
  box.querySelector(".what").textContent = form.says;
  const division = `${path}/fordeling`;
  const there = form.fields.do === "held" && "caches" in window && (await caches.match(division));
  const next = box.querySelector("a");
  next.hidden = !there;
  next.href = division;
}

document.addEventListener("door-queue", async ({ detail }) => {
  await draw(detail.state);
  const news = [...detail.done.values()].filter((said) => said.state === "saved");
  // the list tells what is recorded now; a form or the faces are left as they are
  if (news.length && location.pathname === "/vaert" && !document.body.dataset.leaving) {
    location.replace(news.at(-1).next.startsWith("/vaert?") ? news.at(-1).next : "/vaert");
  }
});

// -- forms ---------------------------------------------------------------------------------------

const isNumber = (text) => /^\d{1,4}$/.test(text) && Number(text) <= 1000;

function isSound(form, fields) {
  if (fields.do === "nobody" || fields.do === "cancelled") return true;
  for (const field of form.querySelectorAll("input:is([inputmode])")) {
    const text = field.value.trim();
    const hours = field.inputMode === "decimal" && /^\d{1,3}([.,]\d{1,2})?$/.test(text);
    if (text && !hours && !isNumber(text)) return false;
  }
  return !form.elements.total || Boolean(fields.total || fields.total_more?.trim());
}

function asksRoom(form, fields) {
  const holds = Number(form.dataset.holds);
  const total = Number(fields.total || fields.total_more);
  const ask = form.querySelector(".ask-room");
  if (!holds || !ask || fields.do !== "held" || total <= holds || fields.over_room) return false;
  ask.hidden = false;
  ask.querySelector("input").focus();
  return true;
}

function tell(form, words) {
  const message = form.querySelector(".message");
  message.textContent = words;
  message.hidden = !words;
  form.removeAttribute("aria-busy");
}

async function reachable() {
  try {
    return (await fetch("/healthz", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

// By the form itself, so that the house can show it again. A kept page has no session's token.
async function natively(form, submitter) {
  const { csrf } = form.elements;
  if (!csrf.value) {
    const headers = { Accept: "application/json" };
    const session = await fetch("/vaert/session.json", { headers, cache: "no-store" });
    csrf.value = session.ok ? (await session.json()).csrf : "";
  }
  form.dataset.native = "1";
  form.removeAttribute("aria-busy");
  form.requestSubmit(submitter);
}

// Whether the list opens without the net.
async function listIsKept() {
  const worker = await navigator.serviceWorker?.getRegistration("/vaert");
  return Boolean(worker?.active && (await caches.match("/vaert")));
}

function leave(address) {
  document.body.dataset.leaving = "1";
  location.replace(address);
}

async function keep(form, submitter) {
  const fields = Object.fromEntries(new FormData(form, submitter));
  if (!isSound(form, fields)) {
    if (await reachable()) await natively(form, submitter);
    else tell(form, form.dataset.wrong);
    return;
  }
  if (asksRoom(form, fields)) return;
  const { version } = fields;
  for (const name of ["csrf", "token", "version"]) delete fields[name];
  const path = new URL(form.action).pathname;
  form.setAttribute("aria-busy", "true");
  let id;
  try {
    id = await doorQueue.add({ path, version, fields, says: form.dataset.says });
  } catch {
    await natively(form, submitter); // a browser that keeps nothing
    return;
  }
  const sending = doorQueue.send();
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const found = await Promise.race([sending, late]);
  const said = found?.done.get(id);
  if (said?.state === "saved") {
    leave(said.next);
  } else if (said) {
    await natively(form, submitter); // the house shows it again, and what is wrong beside it
  } else if (found?.state !== "signed-out" && (await listIsKept())) {
    leave(`/vaert?venter=${encodeURIComponent(path)}`);
  } else {
    form.reset();
    tell(form, form.dataset.kept);
  }
}

for (const form of document.querySelectorAll("form[data-says]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.native) return;
    event.preventDefault();
    if (form.hasAttribute("aria-busy") || form.dataset.adds) return;
    tell(form, "");
    keep(form, event.submitter);
  });
  // one that the house would not take: as it was filled in
  doorQueue.all().then((kept) => {
    const path = new URL(form.action).pathname;
    const bad = kept.find((each) => each.trouble && each.path === path && !each.adds);
    if (!bad) return;
    if (document.getElementById("fejl")) {
      doorQueue.drop(bad.id).then(() => draw("")); // it stands here, filled in
      return;
    }
    for (const [name, value] of Object.entries(bad.fields)) {
      const field = form.elements[name];
      if (field?.type === "checkbox") field.checked = true;
      else if (field && name !== "do") field.value = value;
    }
    tell(form, bad.trouble);
  }, () => undefined);
}

// -- faces ---------------------------------------------------------------------------------------

const faces = document.querySelector("form[data-adds]");
if (faces) {
  const thanks = document.getElementById("thanks");
  let resting = false;
  faces.addEventListener("submit", async (event) => {
    if (resting || !event.submitter) return;
    resting = true;
    faces.classList.add("is-resting");
    thanks.hidden = false;
    const path = new URL(faces.action).pathname;
    const fields = { face: event.submitter.value };
    try {
      await doorQueue.add({ path, fields, says: faces.dataset.says, adds: true });
    } catch {
      natively(faces, event.submitter);
      return;
    }
    document.activeElement?.blur();
    setTimeout(() => {
      resting = false;
      thanks.hidden = true;
      faces.classList.remove("is-resting");
    }, Number(faces.dataset.rest) * 1000);
    await doorQueue.send();
  });
  // the browser's way back leads nowhere by chance
  history.pushState(null, "");
  window.addEventListener("popstate", () => history.pushState(null, ""));
}

// -- what is kept, and when it is sent -----------------------------------------------------------

async function prepare() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register("/vaert/sw.js", { scope: "/vaert" });
  const pages = { "/vaert": String(Date.now()) };
  const files = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")]
    .map((element) => element.src || element.href);
  for (const card of document.querySelectorAll("[data-keep]")) {
    for (const path of card.dataset.keep.split(" ")) {
      pages[path] = `${card.dataset.version} ${files.join(" ")}`;
    }
  }
  const ready = await navigator.serviceWorker.ready;
  ready.active.postMessage({ pages, files });
}

if (location.pathname === "/vaert") prepare().catch(() => undefined);
navigator.storage?.persist?.().catch(() => undefined);

draw("").catch(() => undefined);
const again = () => doorQueue.send().catch(() => undefined);
again();
window.addEventListener("online", again);
document.addEventListener("visibilitychange", () => document.hidden || again());
setInterval(again, AGAIN);

// back in a page that was left: it shows what is so now, and no figure that was tapped
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form")) form.reset();
  location.reload();
});
