// The compose box of a phone: writing, replying, editing, attachments, commands.

import { openMenu } from "./menu.js";
import { get } from "./net.js";
import { languageNow, word } from "./words.js";

const CIBINONG = { latitude: -6.4817, longitude: 106.854 };
const STICKERS = ["😢", "🙏", "😊", "😡", "❤", "👍", "😱", "🥱"];

export function setUpCompose(phone) {
  const form = phone.find(".compose");
  const box = form.querySelector("textarea");
  const file = form.querySelector("input[type=file]");
  const popup = phone.find(".popup");
  const grow = () => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight, 120)}px`; };
  const context = (text) => {
    form.querySelector(".context span").textContent = text ?? "";
    form.querySelector(".context").hidden = !text;
  };
  const drop = () => { phone.replyTo = null; phone.editing = null; context(null); };

  const send = async () => {
    const text = box.value;
    if (!text.trim()) return;
    const { replyTo, editing } = phone;
    box.value = "";
    grow();
    drop();
    if (editing) await phone.act("edit", { message: editing, text });
    else await phone.act("write", { text, reply_to: replyTo });
    box.focus();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    if (event.key === "Escape") drop();
  });
  form.querySelector(".drop").addEventListener("click", drop);
  file.addEventListener("change", async () => { if (file.files[0]) await sendPhoto(phone, file.files[0]); file.value = ""; });
  form.querySelector(".attach").addEventListener("click", (event) => openMenu(popup, event.currentTarget, attachments(phone, file, popup, event.currentTarget)));
  form.querySelector(".commands").addEventListener("click", async (event) => {
    const opener = event.currentTarget;
    openMenu(popup, opener, await commands(phone));
  });
  return {
    reply(message) { phone.replyTo = message.id; phone.editing = null; context(`${word("replying")}: ${message.text || message.kind}`); box.focus(); },
    edit(message) { phone.editing = message.id; phone.replyTo = null; context(word("editing")); box.value = message.text; grow(); box.focus(); },
  };
}

const attachments = (phone, file, popup, opener) => [
  { text: word("voice"), run: () => phone.act("media", { kind: "voice", duration: 7, content: btoa("voice") }) },
  { text: word("photo"), run: () => file.click() },
  { text: word("sticker"), run: () => { openMenu(popup, opener, STICKERS.map((emoji) => ({ text: emoji, class: "emoji", run: () => phone.act("media", { kind: "sticker", emoji, content: btoa("sticker") }) }))); } },
  { text: word("location"), run: () => phone.act("location", CIBINONG) },
];

async function commands(phone) {
  const scope = phone.isGroup() ? "all_group_chats" : "all_private_chats";
  const bot = await get(`/human/bot?language=${languageNow()}&scope=${scope}`);
  const known = bot.commands.length ? bot.commands : [{ command: "start", description: word("start") }];
  return known.map((one) => ({ text: `/${one.command}`, detail: one.description, run: () => phone.act("write", { text: `/${one.command}` }) }));
}

async function sendPhoto(phone, file) {
  const url = await new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(file); });
  await phone.act("media", { kind: "photo", content: url.split(",")[1], name: file.name });
}

