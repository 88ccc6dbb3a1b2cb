// Forms from the door stay on the device until the house has them. Each carries a token of its own,
// so that sending it again, after an answer was lost, counts once.
"use strict";

const doorQueue = (() => {
  const STORE = "forms";
  const PATIENCE = 10000;
  let opening;

  function base() {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("vaert", 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  }

  // strict: the form is on the disk before we say so, and survives a battery that dies
  async function work(mode, use) {
    const deal = (await base()).transaction(STORE, mode, { durability: "strict" });
    const request = use(deal.objectStore(STORE));
    await new Promise((resolve, reject) => {
      deal.oncomplete = resolve;
      deal.onerror = deal.onabort = () => reject(deal.error);
    });
    return request.result;
  }

  const all = () => work("readonly", (store) => store.getAll());
  const drop = (id) => work("readwrite", (store) => store.delete(id));
  const put = (form) => work("readwrite", (store) => store.put(form));

  function token() {
    return [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
  }

  // Filled in anew, a form replaces the one before it, unless that one may have reached the house.
  async function add(form) {
    if (!form.adds) {
      for (const old of await all()) {
        if (old.path === form.path && (!old.tried || old.trouble)) await drop(old.id);
      }
    }
    return work("readwrite", (store) =>
      store.add({ ...form, token: token(), tried: false, trouble: "" })
    );
  }

  async function ask(path, how = {}) {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const headers = { Accept: "application/json" };
    return fetch(path, { ...how, headers, signal, cache: "no-store", redirect: "manual" });
  }

  async function post(form, csrf) {
    const body = new URLSearchParams({ ...form.fields, csrf, token: form.token });
    if (form.version !== undefined) body.set("version", form.version);
    return ask(form.path, { method: "POST", body, keepalive: true });
  }

  // What was written after a form that is now saved starts from what that one left behind.
  async function carry(versions) {
    for (const form of await all()) {
      if (form.version !== undefined && form.path in versions && !form.tried) {
        await put({ ...form, version: String(versions[form.path]) });
      }
    }
  }

  async function one(form, csrf, done) {
    await put({ ...form, tried: true });
    const answer = await post(form, csrf);
    if (answer.type === "opaqueredirect" || answer.status === 401) return "signed-out";
    if (answer.status >= 500) return "waiting";
    const said = await answer.json().catch(() => null);
    if (said === null) return "waiting"; // not the house, but a page that stands in its way
    if (said.state === "saved") {
      await drop(form.id);
      await carry(said.versions);
      done.set(form.id, said);
      return "";
    }
    const newer = (await all()).some((other) => other.id > form.id && other.path === form.path);
    if (newer && !form.adds) await drop(form.id);
    else await put({ ...form, tried: true, trouble: said.say, look: said.look });
    done.set(form.id, said);
    return "";
  }

  async function deliver() {
    const done = new Map();
    let state = "";
    const waiting = (await all()).filter((form) => !form.trouble);
    if (!waiting.length) return { done, state };
    try {
      const session = await ask("/vaert/session.json");
      if (session.status === 401 || session.type === "opaqueredirect")
        return { done, state: "signed-out" };
      if (!session.ok) return { done, state: "waiting" };
      const { csrf } = await session.json();
      for (const { id } of waiting) {
        // read again: an earlier one may have told it what to start from
        const form = await work("readonly", (store) => store.get(id));
        if (!form) continue;
        state = (await one(form, csrf, done)) || state;
        if (state === "signed-out") break;
      }
    } catch {
      state = "waiting";
    }
    return { done, state };
  }

  // One page sends at a time. `done`: id -> what the house said of it.
  async function send() {
    const found = navigator.locks
      ? await navigator.locks.request("vaert-send", deliver)
      : await deliver();
    document.dispatchEvent(new CustomEvent("door-queue", { detail: found }));
    return found;
  }

  return { add, all, drop, send };
})();
