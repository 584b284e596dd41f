"""Reads a method call from HTTP: query string, form, multipart or JSON, mixed as the real server allows."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.params import Params, Upload


async def read_params(request: Request) -> Params:
    """Later sources win: query, then body. 400 for a body that is no JSON although it says so."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return Params(values | await _json(request))
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return Params(values)
    return await _form(request, values)


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected as request JSON")
    return body


async def _form(request: Request, values: dict[str, Any]) -> Params:
    uploads = {}
    async with request.form(max_part_size=50 * 1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or "", value.content_type or "", await value.read())
            else:
                values[name] = value
    return Params(values, uploads)
