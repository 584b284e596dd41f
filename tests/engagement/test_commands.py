"""Every command has a name in both languages, and the guide lists those of the person's own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.engagement.commands import BY_LANGUAGE, COMMANDS
from bot.engagement.move import Act

from .conftest import Talker

Meet = Callable[[], Talker]


@pytest.mark.parametrize(("language", "guide"), [("id", "/petunjuk"), ("en", "/help")])
async def test_that_the_guide_lists_the_commands_in_the_persons_language(
    talker: Meet, language: str, guide: str
) -> None:
    talk = talker()
    await talk.write(f"/bahasa {language}")
    listed = set(re.findall(r"/([a-z]+) ", await talk.write(guide)))
    assert listed == {names[language] for names in BY_LANGUAGE.values()}


@pytest.mark.parametrize("act", BY_LANGUAGE)
async def test_that_both_names_do_the_same(talker: Meet, act: Act) -> None:
    said = []
    for name in BY_LANGUAGE[act].values():
        assert COMMANDS[name] is act
        talk = talker()
        await talk.write("beras abis, suami di phk, di cibinong")
        said.append((await talk.write(f"/{name}"), talk.frame.stage))
    assert said[0] == said[1]
    assert said[0][0]


async def test_that_an_unknown_command_shows_the_choices(talker: Meet) -> None:
    assert "Bisa dibantu di sini?" in (talk := talker()).labels() or await talk.write("/apaini")
    assert "Bisa dibantu di sini?" in talk.labels()
