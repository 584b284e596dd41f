// A phone: whose it is, which chat or topic it shows, and drawing that from what the server says.

import { bubble } from "./bubble.js";
import { setUpCompose } from "./compose.js";
import { clockTime, el, hue, initials, reconcile } from "./dom.js";
import { openMenu } from "./menu.js";
import { act, get } from "./net.js";
import { applyWords, languageNow, word } from "./words.js";

const REACTIONS = ["❤", "👍", "🙏", "😢"];

export class Phone {
  constructor(root, { lists }) {
    this.root = root;
    this.lists = lists; // whether it begins with a list of chats
    this.person = null;
    this.chat = null; // null: the private chat with the bot
    this.thread = null;
    this.view = lists ? "chats" : "chat";
    this.read = new Map(); // version up to which each topic was read
    root.append(document.getElementById("phone").content.cloneNode(true));
    this.compose = setUpCompose(this);
    this.find(".back").addEventListener("click", () => this.back());
    this.find(".start").addEventListener("click", () => this.act("start", { payload: this.payload ?? null }));
    this.find(".more").addEventListener("click", (event) => openMenu(this.find(".popup"), event.currentTarget, this.more()));
    applyWords(root);
  }

  find(selector) { return this.root.querySelector(selector); }

  isGroup() { return this.chat !== null; }

  async act(deed, body) {
    try { return await act(this.person, deed, { chat: this.chat, thread: this.thread, ...body }); }
    catch (error) { this.toast(`${word("failed")}: ${error.message}`); return null; }
  }

  show(view, chat = this.chat, thread = null) {
    Object.assign(this, { view, chat, thread, replyTo: null, editing: null });
    this.find(".log").replaceChildren();
    this.find(".list").replaceChildren();
    return this.refresh();
  }

  belongsTo(person) {
    if (person === this.person) return;
    this.person = person;
    this.show(this.lists ? this.view : "chat");
  }

  back() {
    if (this.view === "chat" && this.thread !== null) this.show("topics", this.chat);
    else this.show("chats", null);
    this.find(".bar .name").focus?.();
  }

  async refresh() {
    if (this.person === null) return;
    const query = new URLSearchParams();
    if (this.chat !== null) query.set("chat", this.chat);
    if (this.thread !== null) query.set("thread", this.thread);
    const asked = `${this.person} ${this.view} ${query}`;
    const [screen, bot] = await Promise.all([get(`/human/${this.person}/screen?${query}`), get(`/human/bot?language=${languageNow()}`)]);
    if (asked !== `${this.person} ${this.view} ${query}`) return;
    this.draw(screen, bot);
  }

  draw(screen, bot) {
    this.screen = screen;
    const title = this.title(screen, bot);
    this.find(".name").textContent = title;
    this.find(".avatar").textContent = this.thread === null ? initials(title) : "#";
    this.find(".avatar").className = `avatar hue${hue(this.thread ?? this.chat ?? bot.id)}`;
    this.find(".back").hidden = !this.lists || this.view === "chats";
    this.find(".avatar").hidden = this.view === "chats";
    this.find(".more").hidden = this.view !== "chat" || this.isGroup();
    this.find(".list").hidden = this.view === "chat";
    const inChat = this.view === "chat";
    this.find(".log").hidden = !inChat;
    const fresh = inChat && !this.isGroup() && !screen.messages.length;
    this.find(".compose").hidden = !inChat || fresh || screen.blocked;
    this.find(".begin").hidden = !fresh && !(screen.blocked && inChat);
    this.find(".status").textContent = this.status(screen);
    if (this.view === "chats") this.drawChats(screen, bot);
    else if (this.view === "topics") this.drawTopics(screen);
    else this.drawChat(screen, bot);
  }

  title(screen, bot) {
    if (this.view === "chats") return word("chats");
    if (this.view === "topics" || this.thread === null) return this.isGroup() ? screen.chat.title : bot.name;
    return screen.topics.find((one) => one.id === this.thread)?.name ?? screen.chat.title;
  }

  status(screen) {
    if (this.view === "chats") return "";
    if (this.view === "topics") return word("topics");
    if (screen.doing) {
      setTimeout(() => this.refresh(), 5200);
      return word(screen.doing === "typing" ? "typing" : "doing");
    }
    return this.isGroup() ? screen.chat.title : word("bot");
  }

  drawChats(screen, bot) {
    const last = screen.messages.at(-1);
    const direct = { key: "bot", version: `${screen.version}`, name: bot.name, detail: last?.text ?? "", id: bot.id, open: () => this.show("chat", null) };
    const groups = screen.groups.map((one) => ({ key: `${one.id}`, version: `${one.title}`, name: one.title, detail: word("staff"), id: one.id,
      open: () => this.show(one.forum ? "topics" : "chat", one.id) }));
    reconcile(this.find(".list"), [...groups, direct], (item) => row(item));
  }

  drawTopics(screen) {
    const topics = [...screen.topics].sort((a, b) => b.version - a.version).map((one) => ({
      key: `${one.id}`, version: `${one.version} ${one.name} ${one.closed} ${this.read.get(one.id)}`, name: one.name, detail: one.last || "", id: one.id,
      date: one.date, closed: one.closed, unread: one.version > (this.read.get(one.id) ?? 0) && one.count > 0, topic: true,
      open: () => this.show("chat", this.chat, one.id),
    }));
    reconcile(this.find(".list"), topics, (item) => row(item));
  }

  drawChat(screen, bot) {
    const log = this.find(".log");
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80 || !log.children.length;
    const shown = screen.messages.map((one) => ({ key: `${one.id}`, version: `${one.version} ${one.reply?.text ?? ""} ${document.documentElement.lang}`, message: one }));
    const tail = screen.doing ? [{ key: "doing", version: "" }] : [];
    const head = shown.length ? [] : [{ key: "hello", version: `${bot.description}` }];
    reconcile(log, [...head, ...shown, ...tail], (item) => this.drawn(item, bot));
    if (this.thread !== null) this.read.set(this.thread, screen.topics.find((one) => one.id === this.thread)?.version ?? 0);
    const last = screen.messages.at(-1);
    const justWrote = last?.mine && last.id !== this.lastMine;
    if (last?.mine) this.lastMine = last.id;
    if (atEnd || justWrote) log.scrollTop = log.scrollHeight;
    this.drawKeyboard(screen.keyboard);
    this.drawNotices(screen.notices);
  }

  drawn(item, bot) {
    if (item.key === "doing") return el("div", { class: "message theirs doing", "aria-hidden": "true" }, el("div", { class: "bubble" }, el("i"), el("i"), el("i")));
    if (item.key === "hello") return el("div", { class: "hello" }, el("p", {}, this.isGroup() ? word("emptyChat") : bot.description || word("hello")));
    return bubble(item.message, this.isGroup(), this.deeds);
  }

  get deeds() {
    return { command: (text) => this.act("write", { text }), press: (...args) => this.press(...args), actions: (...args) => this.actions(...args) };
  }

  drawKeyboard(keyboard) {
    const keys = this.find(".keys");
    keys.hidden = !keyboard;
    keys.replaceChildren(...(keyboard?.keyboard ?? []).map((line) => el("div", { class: "button-row" },
      ...line.map((one) => el("button", { type: "button", class: "key", onclick: () => this.act("write", { text: one.text }) }, one.text)))));
  }

  async press(message, row, column, button) {
    button.classList.add("waiting");
    const query = await this.act("press", { message: message.id, row, column });
    if (query) this.pending = { ...this.pending, [query]: button };
    else button.classList.remove("waiting");
  }

  drawNotices(notices) {
    for (const one of notices) {
      const button = this.pending?.[one.id];
      if (!button || one.answer === null) continue;
      button.classList.remove("waiting");
      delete this.pending[one.id];
      if (one.answer.alert && one.answer.text) this.alert(one.answer.text);
      else if (one.answer.text) this.toast(one.answer.text);
    }
  }

  alert(text) {
    const dialog = document.getElementById("alert");
    dialog.querySelector("p").textContent = text;
    dialog.showModal();
  }

  toast(text) {
    const toast = this.find(".toast");
    toast.textContent = text;
    toast.classList.add("shown");
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => { toast.classList.remove("shown"); toast.textContent = ""; }, 4000);
  }

  actions(message, opener) {
    const items = [{ text: word("reply"), run: () => this.compose.reply(message) }];
    if (message.mine && message.text) items.push({ text: word("edit"), run: () => this.compose.edit(message) });
    if (message.mine || !this.isGroup()) items.push({ text: word("delete"), run: () => this.act("delete", { message: message.id }) });
    for (const emoji of REACTIONS) items.push({ text: emoji, class: "emoji", detail: "", run: () => this.act("react", { message: message.id, emoji }) });
    openMenu(this.find(".popup"), opener, items);
  }

  more() {
    return [this.screen?.blocked ? { text: word("unblock"), run: () => this.act("unblock", {}) } : { text: word("block"), run: () => this.act("block", {}) }];
  }
}

function row(item) {
  const marks = el("span", { class: "marks" }, item.date ? el("time", {}, clockTime(item.date)) : null,
    item.closed ? el("small", {}, word("closed")) : null, item.unread ? el("i", { class: "dot" }) : null);
  return el("li", {}, el("button", { type: "button", onclick: item.open },
    el("span", { class: `avatar hue${hue(item.id)}`, "aria-hidden": "true" }, item.topic ? "#" : initials(item.name)),
    el("span", { class: "two" }, el("b", {}, item.name), el("small", {}, item.detail)), marks));
}
