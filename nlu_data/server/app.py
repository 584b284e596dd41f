"""The HTTP side: bounded input, Rasa's answers, and nothing of it in any log."""

import json
from typing import Any

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from nlu_data.components.normalise import TEXT_CAP
from nlu_data.server.graph import Model

TEXTS_CAP = 64
# 64 texts of 1,000 characters, each written as two escapes of six bytes, and the frame around them.
_BODY_CAP = TEXTS_CAP * TEXT_CAP * 12 + 4096


def read_texts(body: Any) -> tuple[list[str], bool]:
    """The texts, cut to the cap, and whether they came as a batch. ValueError says what is wrong."""
    if isinstance(body, dict) and isinstance(body.get("text"), str):
        return [body["text"][:TEXT_CAP]], False
    texts = body.get("texts") if isinstance(body, dict) else None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError('send {"text": "..."} or {"texts": ["...", ...]}')
    if len(texts) > TEXTS_CAP:
        raise ValueError(f"at most {TEXTS_CAP} texts at once")
    return [text[:TEXT_CAP] for text in texts], True


def _json(content: Any, status: int = 200) -> HTTPResponse:
    return HTTPResponse(json.dumps(content), status=status, content_type="application/json")


def make_app(model: Model, health: dict[str, str]) -> Sanic:
    """`POST /model/parse`, `GET /health`; health: what is told beside `status`."""
    app = Sanic("rangkul-nlu", configure_logging=False)
    app.update_config(
        {"REQUEST_MAX_SIZE": _BODY_CAP, "ACCESS_LOG": False, "MOTD": False, "KEEP_ALIVE_TIMEOUT": 75}
    )

    async def parse(request: Request) -> HTTPResponse:
        try:
            texts, batch = read_texts(json.loads(request.body))
        except (ValueError, RecursionError) as error:
            reason = str(error) if type(error) is ValueError else "the body is not JSON"
            return _json({"status": "failure", "message": reason}, 400)
        answers = model.parse(texts)
        return _json({"results": answers}) if batch else _json(answers[0])

    async def check_health(request: Request) -> HTTPResponse:
        return _json({"status": "ok"} | health)

    async def fail(request: Request, error: Exception) -> HTTPResponse:
        status = error.status_code if isinstance(error, SanicException) else 500
        return _json({"status": "failure", "message": type(error).__name__}, status)

    async def root(request: Request) -> HTTPResponse:
        return empty(200)

    app.add_route(parse, "/model/parse", methods=["POST"])
    app.add_route(check_health, "/health", methods=["GET"])
    app.add_route(root, "/", methods=["GET"])
    app.error_handler.add(Exception, fail)
    return app
