// The page's few texts, and the language switch.

let all = {};
let language = "id";

export async function loadWords() {
  all = await (await fetch("/page/assets/texts.json")).json();
  language = localStorage.getItem("language") ?? "id";
}

export const languageNow = () => language;

export const word = (name, values = {}) =>
  (all[language][name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

export function applyWords(root) {
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = word(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    node.title = word(node.dataset.label);
  }
  for (const node of root.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
}

export function switchLanguage() {
  language = all[language].languageCode;
  localStorage.setItem("language", language);
  document.documentElement.lang = language;
  document.title = word("title");
  applyWords(document);
}
