"""What may be logged: events by name, each with its fields, each field with the shape of its values.

Whatever is not here is not written: a new line in the log is a line here first, and somebody has asked whether it could
carry anybody's words, name, number or id.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z_][\w.]{0,79}", re.ASCII)
_PLACE = re.compile(r"[\w./<> -]{0,200}:[0-9]{1,6}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,9})?", re.ASCII)
_FLAG = re.compile(r"True|False")
_OUR_WORDS = re.compile(r"[^\n\r<>@]{0,300}")
"""Sentences of this program's own, or of the machine's (an address to listen at, an exit code)."""

FIELDS: dict[str, re.Pattern[str]] = {
    "error": re.compile(r"[A-Za-z_][\w.]{0,79}|cannot be opened", re.ASCII),
    "at": _PLACE,
    "cause": _NAME,
    "caused_by": _NAME,
    "method": _NAME,
    "state": _NAME,
    "status": _NUMBER,
    "mail": _NUMBER,
    "row": _NUMBER,
    "retry_num": _NUMBER,
    "wait_for": _NUMBER,
    "waited_so_far": _NUMBER,
    "dropped": _NUMBER,
    "count": _NUMBER,
    "lines": _NUMBER,
    "seconds": _NUMBER,
    "kind": re.compile(r"[a-z][a-z_-]{0,39}", re.ASCII),
    "link": re.compile(r"[0-9a-f]{64}", re.ASCII),
    "set_aside": _FLAG,
    "why": _OUR_WORDS,
    "mend": _OUR_WORDS,
    "detail": _OUR_WORDS,
}
"""`mail` and `row` are numbers of our own tables, no ids of people or messages; `link` is the audit chain's newest."""

EVENTS: dict[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "another_program_polls": "mend",
        "audit_head": "lines link",
        "audit_head_not_noted": "error",
        "card_refused": "mend",
        "clock_went_back": "",
        "data_let_go": "kind count",
        "database_away": "error mend",
        "database_back": "",
        "drain_cut_short": "seconds mend",
        "look_ahead_failed": "error",
        "lane_failed": "error",
        "lease_not_returned": "",
        "model": "state detail",
        "no_health_page": "why",
        "retention_failed": "error",
        "round_failed": "error",
        "row_set_aside": "row error",
        "send_refused": "method status why",
        "send_unclear": "method cause",
        "sending_taken_by_another": "",
        "staff_group_unreachable": "mend",
        "stamina.retry_scheduled": "retry_num caused_by wait_for waited_so_far",
        "stopped_by_an_error": "error at",
        "sweep_failed": "error",
        "topic_refused": "mend",
        "transport_failed": "method error",
        "turn_failed": "mail error at set_aside",
        "turn_taken_by_another": "mail",
        "uncaught": "error at",
        "update_not_stored": "error mend",
    }.items()
}
NOT_LISTED = "not_listed"
"""What is written in place of an event that is not on the list."""
LIBRARY = "library"
"""What is written of anything that a library says: who, how grave, which error, and from where."""
ALWAYS = frozenset({"event", "level", "timestamp", "logger"})
