"""Answers to pressed buttons and to inline queries."""

from collections.abc import Callable
from typing import Any

from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.params import Params
from bot.demo.telegram.world import World

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_MOST_TEXT = 200


def answer_callback(world: World, params: Params) -> bool:
    """Once, and in time."""
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or query.answer is not None:
        raise bad_request(_TOO_OLD)
    if world.clock() - query.at > world.limits.callback_answer_within:
        raise bad_request(_TOO_OLD)
    text = params.text("text")
    if len(text) > _MOST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = {"text": text, "alert": params.flag("show_alert"), "url": params.text("url")}
    world.signal.bump()
    return True


def answer_inline(world: World, params: Params) -> bool:
    query_id = params.text("inline_query_id")
    results = params.json("results")
    if query_id not in world.inline_answers or world.inline_answers[query_id]:
        raise bad_request(_TOO_OLD)
    if not isinstance(results, list) or len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id")) for result in results]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    world.inline_answers[query_id] = {"results": results, "button": params.json("button")}
    world.signal.bump()
    return True


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": answer_inline,
}
