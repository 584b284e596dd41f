"""The file that people get: its schema is written down, and changes only with its version."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.situation.own_data import OwnData, own_data_schema, to_json

WRITTEN_DOWN = Path(__file__).with_name("own_data.schema.json")


@pytest.mark.promise("see-everything")
def test_that_the_schema_is_the_one_written_down() -> None:
    assert own_data_schema() == json.loads(WRITTEN_DOWN.read_text(encoding="utf-8"))


def test_that_it_survives_being_written_and_read() -> None:
    at = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    data = OwnData(
        made_at=at,
        agency="default",
        ref="applicants/1",
        name="Nur",
        telegram_chat=7,
        known_since=at,
        chat=None,
        conversations=(),
        arrived=(),
        erasures=(),
        places=("di sini",),
        retention=(),
    )
    assert json.loads(to_json(data))["schema"] == "rangkul/own-data/1"
    assert OwnData.model_validate_json(to_json(data)) == data
