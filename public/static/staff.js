// Sign-in and the hosts' pages work without this. It sends a form once, however often it is tapped.
"use strict";

for (const form of document.querySelectorAll("form")) {
  let sent = false;
  // forms at the door are kept until the house has them (door.js), signing out waits for those
  const plain = !form.dataset.says && !form.dataset.leaving;
  form.addEventListener("submit", (event) => {
    if (!plain) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
  });

  // back in this page from the next one: it may be sent again
  window.addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
  });

  // a figure and a number written never stand together
  for (const group of form.querySelectorAll("fieldset")) {
    const more = group.querySelector("input:is([inputmode])");
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
