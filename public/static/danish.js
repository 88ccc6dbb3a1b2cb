// Streamlit's own names of its buttons and fields, which are read out and cannot be set, in Danish.
const WORDS = {
  "Sidebar": "Menu",
  "Collapse sidebar": "Fold menuen sammen",
  "Expand sidebar": "Fold menuen ud",
  "App pages": "Sider",
  "file upload": "Vælg fil",
  "Open": "Vis listen",
  "Close": "Luk",
  "Clear date": "Ryd datoen",
  "Choose date": "Vælg dato",
  "Clear time": "Ryd tiden",
  "Clear value": "Ryd",
  "Clear all": "Ryd alle",
  "Selected values": "Valgt",
  "Decrement": "Færre",
  "Increment": "Flere",
  "Choose an option": "Vælg",
  "Choose options": "Vælg",
  "Previous": "Forrige",
  "Next": "Næste",
  "Previous month": "Forrige måned",
  "Next month": "Næste måned",
  "month": "måned",
  "year": "år",
  "Empty": "Ikke udfyldt",
};
const BEGINNINGS = {
  "day, ": "dag, ",
  "month, ": "måned, ",
  "year, ": "år, ",
  "Remove ": "Fjern ",
  "Choose date, ": "Vælg dato, ",
};
const NAMES = ["aria-label", "aria-valuetext", "placeholder", "title"];
const NAMED = NAMES.map((name) => `[${name}]`).join();
// What stands as text: its first link, in and about its date field, when the connection is lost.
const TEXTS = {
  "Use arrow keys to navigate dates. Enter to select. Escape to close.":
    "Gå mellem dagene med piletasterne. Enter vælger. Escape lukker.",
  "Skip to main content": "Gå til indholdet",
  "Connection error": "Ingen forbindelse",
  "Streamlit server is not responding. Are you connected to the internet?":
    "Huset svarer ikke. Er der net? Siden prøver igen af sig selv, og det, du har skrevet, bliver stående.",
};
const OUTSIDE = /^(Error)?: Date set outside allowed range\. Please select a date (.+)\.$/;
const LIMITS = { "between ": "mellem ", " and ": " og ", "on or after ": "fra den ", "on or before ": "til og med den " };
const TIME = "Selected Time: ";
const DAY = { day: "numeric", month: "long", year: "numeric" };

function danish(text) {
  const begins = Object.keys(BEGINNINGS).find((one) => text.startsWith(one));
  return WORDS[text] || (begins && BEGINNINGS[begins] + text.slice(begins.length));
}

function say(node) {
  for (const name of NAMES) {
    const said = danish(node.getAttribute(name) || "");
    if (said) node.setAttribute(name, said);
  }
}

function write(node) {
  const text = node.data;
  if (text === "yyyy") {
    if (node.parentElement?.dataset.type === "year") node.data = "åååå";
  } else if (TEXTS[text]) node.data = TEXTS[text];
  else if (text.startsWith("Choose date, ")) node.data = danish(text);
  else if (text.startsWith(TIME)) node.data = `Valgt tidspunkt: ${text.slice(TIME.length)}`;
  else if (OUTSIDE.test(text)) {
    const [, word, range] = text.match(OUTSIDE);
    const limits = Object.entries(LIMITS).reduce((said, [from, to]) => said.replace(from, to), range);
    const bold = node.previousElementSibling;
    if (!word && bold?.textContent === "Error") bold.textContent = "Fejl";
    node.data = `${word ? "Fejl" : ""}: Vælg en dag ${limits}.`;
  } else if (text.startsWith("Selected Date: ")) {
    const day = new Date(text.slice("Selected Date: ".length));
    if (!isNaN(day)) node.data = `Valgt dato: ${day.toLocaleDateString("da", DAY)}`;
  }
}

function writeAll(node) {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) write(texts.currentNode);
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") say(target);
    if (type === "characterData") write(target);
    for (const node of addedNodes) {
      if (node.nodeType === Node.TEXT_NODE) write(node);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      writeAll(node);
      if (node.matches(NAMED)) say(node);
      node.querySelectorAll(NAMED).forEach(say);
    }
  }
}).observe(document.documentElement, {
  subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES,
});
