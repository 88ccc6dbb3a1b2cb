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
};
const BEGINNINGS = { "day, ": "dag, ", "month, ": "måned, ", "year, ": "år, ", "Remove ": "Fjern " };
const NAMES = ["aria-label", "placeholder", "title"];
const NAMED = NAMES.map((name) => `[${name}]`).join();

function say(node) {
  for (const name of NAMES) {
    const text = node.getAttribute(name);
    if (!text) continue;
    const begins = Object.keys(BEGINNINGS).find((one) => text.startsWith(one));
    const danish = WORDS[text] || (begins && BEGINNINGS[begins] + text.slice(begins.length));
    if (danish) node.setAttribute(name, danish);
  }
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") say(target);
    for (const node of addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.matches(NAMED)) say(node);
      node.querySelectorAll(NAMED).forEach(say);
    }
  }
}).observe(document.documentElement, {
  subtree: true, childList: true, attributes: true, attributeFilter: NAMES,
});
