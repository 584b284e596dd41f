// The page: two phones, the panel between them, the switches, and the live changes that redraw them.

import { el } from "./dom.js";
import { drawFacts } from "./facts.js";
import { get, post, watch } from "./net.js";
import { Phone } from "./phone.js";
import { applyWords, loadWords, switchLanguage, word, languageNow } from "./words.js";

await loadWords();
document.documentElement.lang = languageNow();
document.title = word("title");
applyWords(document);

const applicant = new Phone(document.querySelector("[data-phone=applicant]"), { lists: false });
const staff = new Phone(document.querySelector("[data-phone=staff]"), { lists: true });
const chooseApplicant = document.getElementById("applicant-person");
const chooseStaff = document.getElementById("staff-person");
let inspects = false;
let opened = false;

function fill(select, people) {
  const same = [...select.options].map((one) => `${one.value}${one.text}`).join() === people.map((one) => `${one.id}${one.first_name}`).join();
  if (same) return;
  const chosen = select.value;
  select.replaceChildren(...people.map((one) => el("option", { value: one.id }, one.first_name)));
  if (people.some((one) => `${one.id}` === chosen)) select.value = chosen;
}

async function refresh() {
  const state = await get("/page/state");
  const members = new Set(state.groups.flatMap((group) => group.members));
  fill(chooseApplicant, state.people.filter((one) => !members.has(one.id)));
  fill(chooseStaff, state.people.filter((one) => members.has(one.id)));
  inspects = state.inspects;
  document.body.classList.toggle("inspects", inspects);
  applicant.belongsTo(chooseApplicant.value ? Number(chooseApplicant.value) : null);
  staff.belongsTo(chooseStaff.value ? Number(chooseStaff.value) : null);
  openGroup(state.groups[0]);
  await Promise.all([applicant.refresh(), staff.refresh(), inspects ? drawFacts(applicant.person) : null]);
}

function openGroup(group) {
  if (opened || !group || staff.person === null) return;
  opened = true;
  staff.show(group.forum ? "topics" : "chat", group.id);
}

const now = watch(refresh);
chooseApplicant.addEventListener("change", now);
chooseStaff.addEventListener("change", now);

document.getElementById("language").addEventListener("click", () => { switchLanguage(); now(); });

const form = document.getElementById("person-form");
document.getElementById("new-person").addEventListener("click", () => { form.querySelector("form").reset(); form.showModal(); });
form.querySelector(".cancel").addEventListener("click", () => form.close());
form.querySelector("form").addEventListener("submit", async (event) => {
  const { name, payload } = Object.fromEntries(new FormData(event.target));
  const made = await post("/human/people", { name, language_code: languageNow() });
  await refresh();
  chooseApplicant.value = made.id;
  applicant.payload = payload || null;
  await now();
});

// The switch between phones on a narrow screen.
const tabs = [...document.querySelectorAll("[role=tab]")];
function select(tab) {
  for (const one of tabs) {
    one.setAttribute("aria-selected", one === tab);
    one.tabIndex = one === tab ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).classList.toggle("current", one === tab);
  }
}
for (const tab of tabs) {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const visible = tabs.filter((one) => one.offsetParent !== null);
    const next = visible[(visible.indexOf(tab) + step + visible.length) % visible.length];
    select(next);
    next.focus();
  });
}
