// The panel of what was understood: each fact with the words it came from.

import { el, reconcile } from "./dom.js";
import { get } from "./net.js";
import { word } from "./words.js";

const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));

export async function drawFacts(person) {
  if (person === null) return;
  const known = await get(`/page/facts/${person}`);
  const facts = known.facts ?? [];
  document.querySelector(".stage").hidden = !known.stage;
  document.getElementById("stage").textContent = known.stage ? word(`stage-${known.stage}`) : "";
  document.getElementById("no-facts").hidden = facts.length > 0;
  const items = facts.map((fact) => ({ key: `${person} ${fact.slot}`, version: JSON.stringify(fact) + document.documentElement.lang, fact }));
  reconcile(document.getElementById("fact-list"), items, ({ fact }) => drawn(fact));
}

function drawn(fact) {
  // How sure the bot is says something of its guesses only: what people say or choose is theirs.
  const guessed = fact.provenance === "inferred" && fact.confidence != null;
  const sure = guessed ? `${Math.round(fact.confidence * 100)}% ${word("confidence")}` : null;
  const origin = [word(`from-${fact.provenance}`), sure, word(fact.confirmed ? "confirmed" : "unconfirmed")].filter(Boolean).join(" · ");
  return el("li", { class: fact.confirmed ? "fact confirmed" : "fact" },
    el("span", { class: "slot" }, fact.slot), el("b", {}, shown(fact.value)),
    fact.words ? el("q", { title: word("words") }, fact.words) : null, el("small", {}, origin));
}
