// Sign-in and the hosts' pages work without this. It sends a form once, however often it is tapped,
// and asks first whether the house can be reached, so that taps are not lost in a dead connection.
"use strict";

async function reachable() {
  try {
    return (await fetch("/healthz", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

for (const form of document.querySelectorAll("form")) {
  const message = form.querySelector(".message");
  let state = "ready"; // "asking", then "sent"

  form.addEventListener("submit", async (event) => {
    if (state === "sent") {
      event.preventDefault();
      return;
    }
    if (!message || state === "asked") {
      state = "sent";
      form.setAttribute("aria-busy", "true");
      return;
    }
    event.preventDefault();
    if (state === "asking") return;
    state = "asking";
    message.hidden = true;
    if (await reachable()) {
      state = "asked";
      form.requestSubmit(event.submitter);
    } else {
      state = "ready";
      message.textContent = form.dataset.offline;
      message.hidden = false;
    }
  });

  // back in this page from the next one: it may be sent again
  window.addEventListener("pageshow", () => {
    state = "ready";
    form.removeAttribute("aria-busy");
  });

  // a figure and a number written never stand together
  for (const group of form.querySelectorAll("fieldset")) {
    const more = group.querySelector("input:not([type=radio])");
    if (!more) continue;
    more.addEventListener("input", () => {
      if (!more.value) return;
      for (const radio of group.querySelectorAll("input[type=radio]")) radio.checked = false;
    });
    group.addEventListener("change", (event) => {
      if (event.target.type === "radio") more.value = "";
    });
  }
}

document.getElementById("fejl")?.focus();
