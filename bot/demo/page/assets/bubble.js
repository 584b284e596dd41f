// One message as a bubble: words with their entities, media, quote, buttons, reactions.

import { clockTime, el, hue } from "./dom.js";
import { word } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "q", expandable_blockquote: "q", spoiler: "mark", hashtag: "span" };
const SAFE = /^(https?:|tel:|mailto:)/i;

// Offsets count UTF-16 units, as JavaScript's strings do.
export function richText(text, entities, command) {
  const edges = new Set([0, text.length]);
  for (const one of entities) edges.add(one.offset).add(one.offset + one.length);
  const sorted = [...edges].filter((edge) => edge <= text.length).sort((a, b) => a - b);
  const out = document.createDocumentFragment();
  for (let i = 0; i + 1 < sorted.length; i++) {
    const covering = entities.filter((one) => one.offset <= sorted[i] && one.offset + one.length >= sorted[i + 1]);
    const piece = text.slice(sorted[i], sorted[i + 1]);
    out.append(covering.reduceRight((inner, one) => wrapped(inner, one, piece, command), document.createTextNode(piece)));
  }
  return out;
}

function wrapped(inner, entity, piece, command) {
  if (entity.type === "text_link" || entity.type === "url") return link(inner, entity.url ?? piece);
  if (entity.type === "bot_command") return el("button", { type: "button", class: "link", onclick: () => command(piece) }, inner);
  return TAGS[entity.type] ? el(TAGS[entity.type], {}, inner) : inner;
}

function link(inner, address) {
  const full = SAFE.test(address) ? address : `https://${address}`;
  return SAFE.test(full) ? el("a", { href: full, target: "_blank", rel: "noopener noreferrer" }, inner) : inner;
}

const MEDIA = {
  photo: (media) => picture(media, word("photoShown"), "photo"),
  sticker: (media) => el("div", { class: "sticker", role: "img", "aria-label": `${word("stickerShown")} ${media.emoji ?? ""}` }, media.emoji ?? "🙂"),
  voice: (media) => voice(media),
  audio: (media) => card("♪", media.title || media.file_name || word("audioShown"), `${media.duration} ${word("seconds")}`),
  video: (media) => card("▶", word("videoShown"), `${media.duration} ${word("seconds")}`),
  video_note: (media) => card("◉", word("videoShown"), `${media.duration} ${word("seconds")}`),
  animation: () => card("GIF", word("videoShown"), ""),
  document: (media) => card("▤", media.file_name || word("documentShown"), size(media.file_size)),
  location: (media) => place(media, word("locationShown"), ""),
  venue: (media) => place(media.location, media.title, media.address),
  contact: (media) => card("☎", `${media.first_name} ${media.last_name ?? ""}`, media.phone_number),
  other: () => card("…", word("otherShown"), ""),
};

const size = (bytes) => (bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`);

const card = (sign, title, detail) =>
  el("div", { class: "card" }, el("span", { class: "sign", "aria-hidden": "true" }, sign), el("span", {}, el("b", {}, title), el("small", {}, detail)));

function voice(media) {
  const bars = el("span", { class: "wave", "aria-hidden": "true" });
  for (let i = 0; i < 26; i++) bars.append(el("i", { class: `h${(i * 7 + media.duration * 3 + (i % 5) * 4) % 6}` }));
  const length = `${Math.floor(media.duration / 60)}:${String(media.duration % 60).padStart(2, "0")}`;
  return el("div", { class: "voice", role: "img", "aria-label": `${word("voiceShown")}, ${media.duration} ${word("seconds")}` },
    el("span", { class: "sign", "aria-hidden": "true" }, "▶"), bars, el("small", {}, length));
}

function picture(media, label, kind) {
  const box = el("div", { class: `picture ${kind}`, role: "img", "aria-label": label }, el("span", { "aria-hidden": "true" }, "🖼"));
  const image = el("img", { src: `/page/picture/${encodeURIComponent(media.file_unique_id)}`, alt: "" });
  image.addEventListener("load", () => box.replaceChildren(image));
  return box;
}

const place = (media, title, detail) =>
  el("div", { class: "place" }, el("div", { class: "map", "aria-hidden": "true" }, el("span", {}, "📍")),
    el("b", {}, title), detail ? el("small", {}, detail) : null, el("small", {}, `${media.latitude.toFixed(4)}, ${media.longitude.toFixed(4)}`));

export function serviceText(message) {
  const media = message.media;
  if (media.forum_topic_created) return word("topicCreated", media.forum_topic_created);
  if (media.forum_topic_edited) return word("topicEdited", media.forum_topic_edited);
  if (media.forum_topic_closed) return word("topicClosed");
  if (media.forum_topic_reopened) return word("topicReopened");
  if (media.pinned_message) return word("pinned", media.pinned_message);
  if (media.new_chat_members) return word("joined", { name: media.new_chat_members.map((one) => one.first_name).join(", ") });
  if (media.left_chat_member) return word("left", { name: media.left_chat_member.first_name });
  if (media.migrate_to_chat_id || media.migrate_from_chat_id) return word("migrated");
  return word("service");
}

// `on` has the deeds: command, press, actions. `group` shows who wrote.
export function bubble(message, group, on) {
  if (message.kind === "service") return el("div", { class: "event" }, serviceText(message));
  const media = MEDIA[message.kind]?.(message.media);
  const inside = el("div", { class: `bubble kind-${message.kind}` },
    group && !message.mine ? el("b", { class: `author hue${hue(message.from.id)}` }, message.from.name) : el("span", { class: "unseen" }, `${message.from.name}: `),
    message.forwarded ? el("small", { class: "forwarded" }, `${word("forwarded")} ${message.forwarded}`) : null,
    message.reply ? el("div", { class: "quoted" }, el("b", {}, message.reply.who), el("span", {}, message.reply.text)) : null,
    media,
    message.text ? el("div", { class: "words", dir: "auto" }, richText(message.text, message.entities, on.command)) : null,
    el("div", { class: "meta" }, message.edited ? el("span", {}, word("edited")) : null, el("time", {}, clockTime(message.date))));
  const more = el("button", { type: "button", class: "icon small act", "aria-label": word("actions"), "aria-haspopup": "menu", onclick: (event) => on.actions(message, event.currentTarget) }, "⋯");
  return el("div", { class: `message ${message.mine ? "mine" : "theirs"}` }, inside, more, reactions(message), buttons(message, on));
}

const reactions = (message) => (message.reactions.length ? el("div", { class: "reactions" }, message.reactions.join(" ")) : null);

function buttons(message, on) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((row, r) => el("div", { class: "button-row" }, ...row.map((one, c) => oneButton(message, one, r, c, on))));
  return el("div", { class: "buttons" }, ...rows);
}

function oneButton(message, one, row, column, on) {
  if (one.url) return el("a", { class: "inline", href: SAFE.test(one.url) ? one.url : "#", target: "_blank", rel: "noopener noreferrer" }, `${one.text} ↗`);
  return el("button", { type: "button", class: "inline", onclick: (event) => on.press(message, row, column, event.currentTarget) }, one.text);
}
