"""Commands and descriptions are there in both languages, and set only when they differ."""

import pytest

from bot.channel.client import Client
from bot.channel.publish import APPLICANT_COMMANDS, STAFF_COMMANDS, publish
from bot.texts.catalogue import Catalogue


async def test_that_they_are_published_once(client: Client, catalogue: Catalogue) -> None:
    assert await publish(client, catalogue) == 4 * len(catalogue.languages)
    assert await publish(client, catalogue) == 0
    await client.ask("setMyDescription", {"description": "something else"})
    assert await publish(client, catalogue) == 1


async def test_that_people_and_staff_see_their_own_commands(client: Client, catalogue: Catalogue) -> None:
    await publish(client, catalogue)
    private = await client.ask("getMyCommands", {"scope": {"type": "all_private_chats"}})
    groups = await client.ask("getMyCommands", {"scope": {"type": "all_group_chats"}, "language_code": "en"})
    assert {"menu", "darurat", "hapus"} <= {one["command"] for one in private}
    assert {"hubungkan", "jaga"} <= {one["command"] for one in groups}
    assert "hapus" not in {one["command"] for one in groups}


@pytest.mark.parametrize("language", ["", "en"])
async def test_that_no_scope_shows_the_others_commands(
    client: Client, catalogue: Catalogue, language: str
) -> None:
    await publish(client, catalogue)
    for scope, names in (("all_private_chats", APPLICANT_COMMANDS), ("all_group_chats", STAFF_COMMANDS)):
        where = {"scope": {"type": scope}, "language_code": language}
        shown = await client.ask("getMyCommands", where)
        assert [one["command"] for one in shown] == list(names)
        assert all(one["description"] for one in shown)
    assert await client.ask("getMyCommands", {}) == []
    assert not set(APPLICANT_COMMANDS) & set(STAFF_COMMANDS)


async def test_that_the_descriptions_are_in_the_persons_language(
    client: Client, catalogue: Catalogue
) -> None:
    await publish(client, catalogue)
    shown = [
        (await client.ask("getMyDescription", {"language_code": language}))["description"]
        for language in ("", "en")
    ]
    assert all(shown)
    assert shown[0] != shown[1]
