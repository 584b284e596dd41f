// Builds elements; text is always text, never markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

const HUES = [174, 24, 262, 205, 340, 95, 45];

export const hue = (id) => HUES[Math.abs(Number(id)) % HUES.length];

export const initials = (name) => name.split(/\s+/).slice(0, 2).map((part) => [...part][0] ?? "").join("").toUpperCase();

export const clockTime = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });

// Keeps what did not change: `key` and `version` decide, so focus and announcements stay right.
export function reconcile(parent, items, draw) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let place = null;
  for (const item of items) {
    const before = old.get(item.key);
    const node = before?.dataset.version === item.version ? before : draw(item);
    node.dataset.key = item.key;
    node.dataset.version = item.version;
    old.delete(item.key);
    if (before && before !== node) swap(before, node);
    const next = place ? place.nextSibling : parent.firstChild;
    if (next !== node) parent.insertBefore(node, next);
    place = node;
  }
  for (const node of old.values()) node.remove();
}

// Who was on one of its buttons by keyboard stays there.
function swap(before, node) {
  const focused = before.contains(document.activeElement);
  node.classList.add("still");
  before.replaceWith(node);
  if (focused) node.querySelector("button")?.focus({ preventScroll: true });
}
