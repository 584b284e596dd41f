"""copyMessage, forwardMessage and their plural forms."""

from collections.abc import Callable
from typing import Any

from bot.demo.telegram import access, compose
from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.params import Params
from bot.demo.telegram.post import is_service
from bot.demo.telegram.present import message_json, shown_id, user_json
from bot.demo.telegram.world import Chat, Json, Message, World

_MOST_AT_ONCE = 100
_NEVER_COPIED = {"paid_media", "giveaway", "giveaway_winners", "invoice"}


def _source(world: World, params: Params, verb: str) -> Message:
    chat = access.known_chat(world, params, "from_chat_id")
    message = access.message_in(chat, params.integer("message_id"), verb)
    _demand_copyable(message, verb)
    return message


def _demand_copyable(message: Message, verb: str) -> None:
    if not _may_travel(message, verb):
        past = "copied" if verb == "copy" else "forwarded"
        raise bad_request(f"message can't be {past}")


def _may_travel(message: Message, verb: str) -> bool:
    """Service messages and protected ones never; some kinds can be forwarded, but not copied."""
    if is_service(message) or message.extra.get("has_protected_content"):
        return False
    poll = message.content.get("poll") or {}
    unknown_quiz = poll.get("type") == "quiz" and "correct_option_id" not in poll
    return verb == "forward" or not (unknown_quiz or _NEVER_COPIED & message.content.keys())


def copy_message(world: World, params: Params) -> Json:
    place = compose.find_place(world, params)
    content = dict(_source(world, params, "copy").content)
    if "caption" in params.values and "text" not in content:
        content = {name: content[name] for name in content if name not in ("caption", "caption_entities")}
        content |= compose.caption_of(params)
    return shown_id(compose.send(world, place, content))


def forward_message(world: World, params: Params) -> Json:
    place = compose.find_place(world, params)
    source = _source(world, params, "forward")
    return message_json(world, compose.send(world, place, dict(source.content), _origin(world, source)))


def _origin(world: World, source: Message) -> Json:
    author = user_json(world.users[source.sender])
    return {"forward_origin": {"type": "user", "date": source.date, "sender_user": author}}


def _many(world: World, params: Params, verb: str) -> tuple[compose.Place, list[Message]]:
    """Missing and uncopyable ones are left out; none left is an error."""
    place = compose.find_place(world, params)
    wanted = params.integers("message_ids")
    if not 1 <= len(wanted) <= _MOST_AT_ONCE:
        raise bad_request(
            f"there are no messages to {verb}" if not wanted else "too many message identifiers specified"
        )
    if wanted != sorted(set(wanted)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = _existing(access.known_chat(world, params, "from_chat_id"), wanted, verb)
    if not found:
        raise bad_request(f"there are no messages to {verb}")
    world.budget.spend(place.chat.id, world.clock(), len(found))
    return place, found


def _existing(chat: Chat, wanted: list[int], verb: str) -> list[Message]:
    found = [chat.messages[message_id] for message_id in wanted if message_id in chat.messages]
    return [message for message in found if not message.deleted and _may_travel(message, verb)]


def copy_messages(world: World, params: Params) -> list[Json]:
    place, found = _many(world, params, "copy")
    albums = _Albums(world)
    copies = [compose.place_message(world, place, dict(one.content), albums.of(one)) for one in found]
    return [shown_id(copy) for copy in copies]


def forward_messages(world: World, params: Params) -> list[Json]:
    place, found = _many(world, params, "forward")
    albums = _Albums(world)
    copies = [
        compose.place_message(world, place, dict(one.content), albums.of(one) | _origin(world, one))
        for one in found
    ]
    return [shown_id(copy) for copy in copies]


class _Albums:
    """What was one album stays one, under a new id."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._new: dict[str, str] = {}

    def of(self, message: Message) -> Json:
        old = message.extra.get("media_group_id")
        if old is None:
            return {}
        if old not in self._new:
            self._new[old] = str(13_000_000_000 + self._world.number())
        return {"media_group_id": self._new[old]}


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
