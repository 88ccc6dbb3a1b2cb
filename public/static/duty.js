// Copying the message. Without this the text can be selected by hand.
"use strict";

const copy = document.getElementById("kopier");
const text = document.getElementById("beskeden");
if (copy && text) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy"); // no clipboard without https
    }
    copy.textContent = copy.dataset.done;
  });
}
