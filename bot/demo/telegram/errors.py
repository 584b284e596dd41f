"""Refusals with the codes and descriptions of the real Bot API."""

import math
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Refusal(Exception):  # noqa: N818
    """A method was refused; `code` is the HTTP status and the `error_code` of the answer."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.description

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refusal:
    return Refusal(403, f"Forbidden: {description}")


def conflict(description: str) -> Refusal:
    return Refusal(409, f"Conflict: {description}")


def too_many(seconds: float) -> Refusal:
    wait = max(1, math.ceil(seconds))
    return Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})


def migrated(new_chat_id: int) -> Refusal:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, words, {"migrate_to_chat_id": new_chat_id})


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def not_found() -> Refusal:
    return Refusal(404, "Not Found")
