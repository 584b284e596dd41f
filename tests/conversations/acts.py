"""What people do with their phones, each named as the scripts name it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.demo.person import Person
from bot.demo.seen import Screen, find_button

Act = Callable[[Person, str], Awaitable[object]]
_BETWEEN = " / "


async def _open(person: Person, words: str) -> None:
    await person.start(words or None)


async def _write(person: Person, words: str) -> None:
    await person.write(words)


async def _write_at_once(person: Person, words: str) -> None:
    await asyncio.gather(*(person.write(one) for one in words.split(_BETWEEN)))


async def _write_letters(person: Person, words: str) -> None:
    """As many as one message can hold: 4,096 UTF-16 units."""
    units = len(words.encode("utf-16-le")) // 2
    await person.write(words * (4096 // units))


async def _change_last(person: Person, words: str) -> None:
    await person.edit(await _last_of(person), words)


async def _take_back_last(person: Person, words: str) -> None:
    await person.reply(await _last_of(person), "/hapuspesan")


async def _last_of(person: Person) -> int:
    return next(one.id for one in reversed((await person.screen()).messages) if one.mine)


async def _press(person: Person, words: str) -> None:
    await person.until(lambda screen: _has(screen, words), 10, f"a button {words!r}")
    await person.press(words)


async def _press_old(person: Person, words: str) -> None:
    """In the oldest message that has it."""
    screen = await person.until(lambda screen: _has(screen, words), 10, f"a button {words!r}")
    oldest = next(one for one in screen.messages if find_button(one.buttons, words))
    await person.press(words, oldest)


def _has(screen: Screen, label: str) -> bool:
    return any(find_button(one.buttons, label) for one in screen.messages)


async def _forge(person: Person, words: str) -> None:
    await person.press_forged((await person.screen()).messages[0], words)


async def _voice(person: Person, words: str) -> None:
    await person.send_voice(42)


async def _photo(person: Person, words: str) -> None:
    await person.send_photo(words)


async def _album(person: Person, words: str) -> None:
    await person.send_album(words.split(_BETWEEN))


async def _sticker(person: Person, words: str) -> None:
    await person.send_sticker(words)


async def _location(person: Person, words: str) -> None:
    latitude, longitude = words.split(", ")
    await person.send_location(float(latitude), float(longitude))


async def _document(person: Person, words: str) -> None:
    await person.send_document(words)


async def _contact(person: Person, words: str) -> None:
    name, number = words.split(", ")
    await person.send_contact(number, name)


ACTS: dict[str, Act] = {
    "opens the bot": _open,
    "opens the link": _open,
    "writes": _write,
    "writes at once": _write_at_once,
    "writes the longest message of": _write_letters,
    "changes their last message to": _change_last,
    "takes their last message back": _take_back_last,
    "presses": _press,
    "presses an old button": _press_old,
    "forges a button": _forge,
    "sends a voice note": _voice,
    "sends a photo": _photo,
    "sends an album": _album,
    "sends a sticker": _sticker,
    "sends a location": _location,
    "sends a document": _document,
    "sends a contact": _contact,
}
