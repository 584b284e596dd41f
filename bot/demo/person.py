"""Somebody with a phone: writes to the bot, presses its buttons, sees what it says. Reads like their session."""

import base64
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from bot.demo.seen import (
    Json,
    NotSeen,
    Refused,
    Screen,
    Seen,
    drawn,
    find_button,
    meets,
    others,
    read_screen,
    version_of,
)

_MOST_TEXT = 4096


class Place(Protocol):
    """A chat other than the private one with the bot."""

    @property
    def id(self) -> int: ...


@dataclass
class Person:
    """A person in one chat (by default the private one with the bot). `cursor` is how far `sees` has read."""

    client: httpx.AsyncClient
    id: int
    name: str
    chat: int | None = None
    thread: int | None = None
    cursor: int = 0

    @classmethod
    async def named(cls, client: httpx.AsyncClient, name: str, id: int | None = None, username: str = "",
                    language: str = "id") -> "Person":  # fmt: skip
        body = {"name": name, "id": id, "username": username, "language_code": language}
        made = (await client.post("/human/people", json=body)).json()["result"]
        return cls(client, made["id"], name)

    def within(self, chat: Place | int, thread: int | None = None) -> "Person":
        """The same person, looking at another chat or topic."""
        return Person(self.client, self.id, self.name, chat if isinstance(chat, int) else chat.id, thread)

    async def act(self, deed: str, **more: Any) -> Any:
        body = {"chat": self.chat, "thread": self.thread} | more
        answer = (await self.client.post(f"/human/{self.id}/{deed}", json=body)).json()
        if not answer["ok"]:
            raise Refused(answer["description"])
        return answer["result"]

    async def start(self, payload: str | None = None) -> None:
        """Opens the bot; a deep link's payload comes with it."""
        await self.act("start", payload=payload)

    async def write(self, text: str, reply_to: int | None = None) -> int:
        """Sends words; what is too long goes as several messages, as the apps do. Gives the (last) message's id."""
        sent = 0
        for part in _parts(text):
            sent = (await self.act("write", text=part, reply_to=reply_to))["message_id"]
        return sent

    async def reply(self, to: Seen | int, text: str) -> int:
        return await self.write(text, reply_to=to if isinstance(to, int) else to.id)

    async def quote(self, to: Seen, words: str, text: str) -> int:
        """A reply to some words of a message."""
        return int((await self.act("write", text=text, reply_to=to.id, quote=words))["message_id"])

    async def forward(self, text: str, came_from: str) -> int:
        return int((await self.act("write", text=text, forwarded_from=came_from))["message_id"])

    async def send_other(self, **content: Any) -> int:
        """A kind of message that the local Telegram does not make itself: a venue, a poll, dice."""
        return int((await self.act("other", content=content))["message_id"])

    async def edit(self, message: int, text: str) -> None:
        await self.act("edit", message=message, text=text)

    async def delete(self, message: int) -> None:
        await self.act("delete", message=message)

    async def send(self, kind: str, content: bytes = b"", **known: Any) -> int:
        """Any media: photo, voice, video, video_note, audio, document, animation, sticker."""
        encoded = base64.b64encode(content).decode()
        return int((await self.act("media", kind=kind, content=encoded, **known))["message_id"])

    async def send_voice(self, seconds: int = 7, content: bytes = b"voice") -> int:
        return await self.send("voice", content, duration=seconds)

    async def send_photo(self, caption: str = "", content: bytes = b"photo") -> int:
        return await self.send("photo", content, caption=caption)

    async def send_sticker(self, emoji: str = "😢") -> int:
        return await self.send("sticker", b"sticker", emoji=emoji)

    async def send_document(
        self, name: str = "surat.pdf", content: bytes = b"%PDF", caption: str = ""
    ) -> int:
        return await self.send("document", content, name=name, caption=caption, mime="application/pdf")

    async def send_album(
        self, captions: Sequence[str], kind: str = "photo", reply_to: int | None = None
    ) -> list[int]:
        parts = [{"kind": kind, "caption": caption} for caption in captions]
        return [one["message_id"] for one in await self.act("album", parts=parts, reply_to=reply_to)]

    async def send_location(self, latitude: float, longitude: float) -> int:
        return int((await self.act("location", latitude=latitude, longitude=longitude))["message_id"])

    async def send_contact(self, phone: str, name: str) -> int:
        return int((await self.act("contact", phone_number=phone, first_name=name))["message_id"])

    async def react(self, message: Seen | int, emoji: str) -> None:
        """An empty emoji takes the reaction back; digits are a custom one."""
        await self.act("react", message=message if isinstance(message, int) else message.id, emoji=emoji)

    async def block(self) -> None:
        await self.act("block")

    async def unblock(self) -> None:
        await self.act("unblock")

    async def press(self, label: str | int, message: Seen | int | None = None) -> str:
        """Presses a button by (the beginning of) its label or by its index, in the newest message that has it.

        Gives the query's id (see `notice`); a button of the reply keyboard sends its words and gives "".
        """
        screen = await self.screen()
        for shown in reversed(screen.messages):
            if message is not None and shown.id != (message if isinstance(message, int) else message.id):
                continue
            place = find_button(shown.buttons, label)
            if place is not None:
                return str(await self.act("press", message=shown.id, row=place[0], column=place[1]))
        return await self._press_keyboard(screen, label)

    async def _press_keyboard(self, screen: Screen, label: str | int) -> str:
        rows = (screen.keyboard or {}).get("keyboard", [])
        place = find_button(tuple(tuple(row) for row in rows), label)
        if place is None:
            raise NotSeen(f"{self.name} finds no button {label!r}:\n{drawn(screen)}")
        await self.write(rows[place[0]][place[1]]["text"])
        return ""

    async def press_forged(self, message: Seen | int, data: str) -> str:
        """Sends callback data that no button carries."""
        return str(
            await self.act("press", message=message if isinstance(message, int) else message.id, data=data)
        )

    async def notice(self, query: str, timeout: float = 5.0) -> Json:  # noqa: ASYNC109
        """Waits for the answer to a pressed button: `text`, `alert`, `url`."""
        found: list[Json] = []

        def answered(screen: Screen) -> bool:
            found[:] = [
                one["answer"] for one in screen.notices if one["id"] == query and one["answer"] is not None
            ]
            return bool(found)

        await self.until(answered, timeout, f"an answer to the button {query}")
        return found[0]

    async def screen(self, newer: int | None = None, wait: float = 0.0) -> Screen:
        query: Json = {"chat": self.chat, "thread": self.thread, "newer": newer, "wait": wait}
        given = {
            name: value
            for name, value in query.items()
            if value is not None and (newer is not None or name != "wait")
        }
        answer = (await self.client.get(f"/human/{self.id}/screen", params=given)).json()
        if not answer["ok"]:
            raise Refused(answer["description"])
        return read_screen(answer["result"])

    async def until(
        self,
        ready: Callable[[Screen], bool],
        timeout: float = 5.0,  # noqa: ASYNC109
        what: str = "that",
    ) -> Screen:
        """Waits until the screen is as wanted."""
        ends = time.monotonic() + timeout
        screen = await self.screen()
        while not ready(screen):
            left = ends - time.monotonic()
            if left <= 0:
                raise NotSeen(f"{self.name} did not see {what} within {timeout:g} s:\n{drawn(screen)}")
            screen = await self.screen(screen.version, min(left, 5.0))
        return screen

    async def sees(
        self,
        wanted: str | Callable[[Seen], bool],
        timeout: float = 5.0,  # noqa: ASYNC109
        *,
        anywhere: bool = False,
    ) -> Seen:
        """Waits for a message of somebody else that contains the words or satisfies the predicate.

        Reads on from the last message it found; `anywhere` looks at the whole screen.
        """
        found: list[Seen] = []

        def ready(screen: Screen) -> bool:
            start = -1 if anywhere else self.cursor
            fresh = sorted(
                (one for one in screen.messages if one.version > start and not one.mine), key=version_of
            )
            found[:] = [one for one in fresh if meets(one, wanted)][:1]
            return bool(found)

        await self.until(ready, timeout, repr(wanted) if isinstance(wanted, str) else "it")
        self.cursor = max(self.cursor, found[0].version)
        return found[0]

    async def sees_nothing_new(self, seconds: float = 0.3) -> None:
        """Nobody says anything to this person for that long."""
        before = (await self.screen()).messages
        try:
            screen = await self.until(lambda now: others(now.messages) != others(before), seconds)
        except NotSeen:
            return
        raise NotSeen(f"{self.name} saw something:\n{drawn(screen)}")

    async def create_topic(self, name: str) -> int:
        return int(await self.act("topic_create", name=name))

    async def close_topic(self, thread: int) -> None:
        await self.act("topic_close", thread=thread)

    async def reopen_topic(self, thread: int) -> None:
        await self.act("topic_reopen", thread=thread)

    async def delete_topic(self, thread: int) -> None:
        await self.act("topic_delete", thread=thread)

    async def ask_inline(self, query: str) -> str:
        return str(await self.act("inline", query=query))


def _parts(text: str) -> list[str]:
    return [text[start : start + _MOST_TEXT] for start in range(0, len(text), _MOST_TEXT)] or [""]
