"""Commands and descriptions are there in both languages, and set only when they differ."""

from bot.channel.client import Client
from bot.channel.publish import publish
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
