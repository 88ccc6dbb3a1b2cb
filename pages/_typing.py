"""What is being typed reaches the draft while it is typed, not only when the field is left.

Streamlit sends a text field when it loses the focus. Here a second without a keystroke counts as
that, and so does a page that goes out of sight; the field keeps the focus. Until the server says
that it has the text, it is also kept in the browser's tab, so that a reload, or a connection that
was lost in that second, loses nothing: it is put back when the form is opened again, and sent when
the connection is there again.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_JS = """
const known = new WeakMap();
const PAUSE = 1000;

export default function ({ data, parentElement }) {
  let form = known.get(parentElement);
  if (form) {
    form.data = data;
    form.settle();
    return form.close;
  }
  form = start(data);
  form.close = () => { form.stop(); known.delete(parentElement); };
  known.set(parentElement, form);
  return form.close;
}

function start(data) {
  const form = { data };
  const store = `kladde-${data.prefix}`;
  const read = () => {
    try { return JSON.parse(sessionStorage.getItem(store)) || {}; } catch { return {}; }
  };
  const write = (typed) => {
    try {
      if (Object.keys(typed).length) sessionStorage.setItem(store, JSON.stringify(typed));
      else sessionStorage.removeItem(store);
    } catch { /* a full or forbidden store: the server has it within the second */ }
  };
  const nameOf = (field) => {
    if (!field.matches?.("input, textarea") || field.getAttribute("role") === "combobox") return "";
    const start = `st-key-${form.data.prefix}`;
    const box = field.closest(`[class*="${start}"]`);
    const own = [...(box?.classList || [])].find((one) => one.startsWith(start));
    const name = own ? own.slice(start.length) : "";
    return name in form.data.values ? name : "";
  };
  const send = (field) => {
    // what the framework listens for when a field is left and entered; the focus itself stays
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    field.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  };
  let timer;
  const now = () => {
    clearTimeout(timer);
    for (const name of Object.keys(read())) {
      const field = fieldOf(form.data.prefix + name);
      if (field?.disabled) timer = setTimeout(now, PAUSE);  // no connection: when it is back
      else if (field) {
        send(field);
        if (field !== document.activeElement) leave(field);
      }
    }
  };
  const typed = (event) => {
    const name = nameOf(event.target);
    if (!name) return;
    write({ ...read(), [name]: event.target.value });
    clearTimeout(timer);
    timer = setTimeout(now, PAUSE);
  };
  const hidden = () => { if (document.hidden) now(); };
  form.settle = () => {
    const { values } = form.data;
    const waiting = Object.entries(read()).filter(([name, text]) => values[name] !== text);
    write(Object.fromEntries(waiting));
  };
  form.stop = () => {
    clearTimeout(timer);
    document.removeEventListener("input", typed, true);
    document.removeEventListener("visibilitychange", hidden);
    removeEventListener("pagehide", now);
  };
  document.addEventListener("input", typed, true);
  document.addEventListener("visibilitychange", hidden);
  addEventListener("pagehide", now);
  form.settle();
  const waiting = Object.entries(read());
  for (const [name, text] of waiting) putBack(data.prefix + name, text, send);
  if (!waiting.length && data.values.title === "") focusOn(`${data.prefix}title`);
  return form;
}

const fieldOf = (key) =>
  document.querySelector(`.st-key-${CSS.escape(key)} :is(input, textarea)`);
const leave = (field) => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));

// an empty form begins at its title; not on a phone, where that would open the keyboard
async function focusOn(key) {
  if (!matchMedia("(pointer: fine)").matches) return;
  for (let tries = 0; tries < 20; tries += 1) {
    if (document.activeElement !== document.body) return;
    const field = fieldOf(key);
    if (field && !field.disabled) { field.focus(); return; }
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function putBack(key, text, send) {
  for (let tries = 0; tries < 50; tries += 1) {
    const field = fieldOf(key);
    if (field && !field.disabled) {
      const kind = field.matches("input") ? HTMLInputElement : HTMLTextAreaElement;
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      send(field);
      leave(field);
      return;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
"""
_component = st.components.v2.component("house_typing", js=_JS)


def kept_while_typed(prefix: str, values: Mapping[str, object]) -> None:
    """`prefix`: what the keys of the form's fields begin with, a constant of ours with a token.

    `values`: what the server has of each field by the rest of its key; texts count.
    """
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    _component(data={"prefix": prefix, "values": texts}, key=f"{prefix}typing")
