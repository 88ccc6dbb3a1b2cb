// The addresses can be marked and copied without this; it saves doing so by hand.
"use strict";

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select(); // an old browser, or a page without https
    return document.execCommand("copy");
  }
}

for (const box of document.querySelectorAll("[data-copy]")) {
  const field = box.querySelector("input");
  const button = box.querySelector("button");
  const told = box.querySelector("[role=status]");
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", async () => {
    told.textContent = (await copied(field)) ? box.dataset.done : box.dataset.failed;
  });
}
