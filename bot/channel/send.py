"""One Bot API call, and what became of it (`bot.engine.ports.Transport`)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import InputFile

from bot.engine.ports import Call, Fate, Outcome, Result

from .client import Client, NotSentError, RefusedError, UnclearError
from .shape import part, parts, whole

_log = structlog.get_logger()

_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "there is no text")
_IS_SO_ALREADY = (
    *_GONE,
    "message is not modified",
    "message to delete not found",
    "message can't be deleted",
    "query is too old",
    "query id is invalid",
    "topic_not_modified",
    "topic_id_invalid",
    "message to copy not found",
    "message to react not found",
)
_STAYS = ("message can't be deleted", "message can't be edited", "there is no text")
"""It is there yet: too old, without the right to it, or nothing that could be overwritten."""
_TOPIC_GONE = ("message thread not found", "topic_deleted")
_TOPIC_CLOSED = "topic_closed"
_QUOTE_GONE = "quote_text_invalid"
_REACTION = "setMessageReaction"
"""Each chat has reactions of its own choice; whether one shows is no message lost."""
_NEVER_ARRIVES = ("chat not found", "user not found", "peer_id_invalid")
_SECONDS: Mapping[str, float] = {
    "answerCallbackQuery": 5.0,
    "sendChatAction": 5.0,
    "sendDocument": 60.0,
    "sendMediaGroup": 30.0,
}


@dataclass(frozen=True)
class Send:
    client: Client

    async def __call__(self, call: Call) -> Outcome:
        """Never raises for anything that Telegram or the network does."""
        try:
            return await self._send(call.method, call.params)
        except RefusedError as refusal:
            return await self._refused(call, refusal)
        except NotSentError:
            return Outcome(Result.UNAVAILABLE)
        except UnclearError as error:
            _log.warning("send_unclear", method=call.method, cause=str(error))
            return Outcome(Result.UNKNOWN)

    async def _send(self, method: str, params: Mapping[str, Any]) -> Outcome:
        seconds = _SECONDS.get(method, self.client.timeouts.answer)
        result = await self.client.ask(method, with_files(params), seconds)
        album = parts({"made": result}, "made")
        made = album[0] if album else part(result)
        topic = whole(made, "message_thread_id") if method == "createForumTopic" else None
        ids = tuple(one for one in (whole(each, "message_id") for each in album) if one)
        return Outcome(Result.SENT, whole(made, "message_id"), ids, topic=topic)

    async def _refused(self, call: Call, refusal: RefusedError) -> Outcome:
        if other := await self._instead(call, refusal):
            return await self(other)
        outcome = outcome_of(refusal)
        if call.fate is Fate.GONE and any(sign in refusal.description.lower() for sign in _STAYS):
            outcome = Outcome(Result.REFUSED)
        if outcome.result in (Result.REFUSED, Result.UNAVAILABLE, Result.UNKNOWN):
            tell = _log.info if call.method == _REACTION else _log.error
            tell("send_refused", method=call.method, status=refusal.status, why=_kind(refusal))
        return outcome

    async def _instead(self, call: Call, refusal: RefusedError) -> Call | None:
        """What else to send: words of a message that is gone anew, a reply without a quote that is gone, the same after
        opening a topic that was closed by hand."""
        words = refusal.description.lower()
        if (
            call.method == "editMessageText"
            and call.fate is Fate.ORDINARY
            and any(sign in words for sign in _GONE)
        ):
            params = {name: value for name, value in call.params.items() if name != "message_id"}
            return Call("sendMessage", params, call.fate)
        if _QUOTE_GONE in words:
            return _without_quote(call)
        thread = call.params.get("message_thread_id")
        if _TOPIC_CLOSED not in words or thread is None:
            return None
        place = {"chat_id": call.params["chat_id"], "message_thread_id": thread}
        opened = await self(Call("reopenForumTopic", place, Fate.HARMLESS))
        # Somebody else may have opened it in the meantime.
        return call if opened.result in (Result.SENT, Result.DONE) else None


def _without_quote(call: Call) -> Call | None:
    """The words quoted were edited away, or stand differently in the copy: the reply itself is still right."""
    reply = call.params.get("reply_parameters")
    if not isinstance(reply, dict) or "quote" not in reply:
        return None
    plain = {name: value for name, value in reply.items() if name != "quote"}
    return Call(call.method, {**call.params, "reply_parameters": plain}, call.fate)


def outcome_of(refusal: RefusedError) -> Outcome:
    """What a refusal means for the message.

    A token that is no longer known (401, 404) or a conflict (409) says nothing against the message: it waits.
    A 5xx comes after the request went out: it may have been done.
    """
    words = refusal.description.lower()
    moved = whole(refusal.parameters, "migrate_to_chat_id")
    if moved:
        return Outcome(Result.MOVED, moved_to=moved)
    if refusal.status == 429:
        return Outcome(Result.LATER, seconds=float(refusal.parameters.get("retry_after") or 1))
    if refusal.status >= 500:
        return Outcome(Result.UNKNOWN)
    if refusal.status in (401, 404, 409):
        return Outcome(Result.UNAVAILABLE)
    if refusal.status == 403 or any(sign in words for sign in _NEVER_ARRIVES):
        return Outcome(Result.BLOCKED)
    if any(sign in words for sign in _TOPIC_GONE):
        return Outcome(Result.TOPIC_GONE)
    if any(sign in words for sign in _IS_SO_ALREADY):
        return Outcome(Result.DONE)
    return Outcome(Result.REFUSED)


def with_files(params: Mapping[str, Any]) -> dict[str, Any]:
    """A file is kept in `params` as JSON, its name and its bytes in base64; it travels as an upload."""
    return {
        name: InputFile(base64.b64decode(value["base64"]), filename=value["filename"])
        if isinstance(value, dict) and value.keys() == {"base64", "filename"}
        else value
        for name, value in params.items()
    }


def _kind(refusal: RefusedError) -> str:
    """The kind of refusal: what follows the second colon can quote the message."""
    return ":".join(refusal.description.split(":")[:2])
