// The hosts' page works without this. It saves a tap once, and keeps taps when the network is gone.
"use strict";

for (const form of document.querySelectorAll("form.counting")) {
  const message = form.querySelector(".message");
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (sent || !navigator.onLine) {
      event.preventDefault();
      if (!sent) {
        message.textContent = form.dataset.offline;
        message.hidden = false;
      }
      return;
    }
    sent = true;
    message.hidden = true;
    form.setAttribute("aria-busy", "true");
  });

  // back in this page from the next one: it may be sent again
  window.addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
  });
  window.addEventListener("online", () => {
    message.hidden = true;
  });

  // a figure and a number typed never stand together
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
