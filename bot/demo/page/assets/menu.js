// A small menu that keyboards reach: arrows move, Escape closes and gives the focus back.

import { el } from "./dom.js";

export function openMenu(popup, opener, items) {
  const close = () => {
    popup.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event) => { if (!popup.contains(event.target) && !opener.contains(event.target)) close(); };
  if (!popup.hidden && popup.opener === opener) { close(); return; }
  popup.opener = opener;
  popup.replaceChildren(...items.map((item) => el("button", { type: "button", role: "menuitem", class: item.class, onclick: () => { close(); item.run(); } },
    el("span", {}, item.text), item.detail ? el("small", {}, item.detail) : null)));
  popup.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  popup.onkeydown = (event) => {
    const all = [...popup.children];
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) { event.preventDefault(); all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus(); }
    if (event.key === "Escape") { close(); opener.focus(); }
  };
  document.addEventListener("pointerdown", outside, true);
  popup.firstElementChild?.focus();
}
