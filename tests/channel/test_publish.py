"""Commands and descriptions are there in both languages, set only when they differ, and staff's only for staff."""

from collections.abc import Mapping

import pytest

from bot.casework.actions import COMMANDS
from bot.channel.client import Client
from bot.channel.publish import APPLICANT_COMMANDS, STAFF_COMMANDS, publish, staff_commands
from bot.channel.staff_render import TelegramStaffRender
from bot.demo.person import Person
from bot.demo.telegram.local import LocalTelegram
from bot.engagement.commands import COMMANDS as OF_APPLICANTS
from bot.texts.catalogue import Catalogue

PRIVATE, GROUPS = {"type": "all_private_chats"}, {"type": "all_group_chats"}


async def shown(client: Client, scope: Mapping[str, object], language: str = "") -> list[str]:
    where = {"scope": scope, "language_code": language}
    return [one["command"] for one in await client.ask("getMyCommands", where)]


async def test_that_they_are_published_once(client: Client, catalogue: Catalogue) -> None:
    assert await publish(client, catalogue) == 3 * len(catalogue.languages)
    assert await publish(client, catalogue) == 0
    await client.ask("setMyDescription", {"description": "something else"})
    assert await publish(client, catalogue) == 1


async def test_that_people_see_commands_in_their_language_and_all_of_them_work(
    client: Client, catalogue: Catalogue
) -> None:
    await publish(client, catalogue)
    indonesian, english = await shown(client, PRIVATE), await shown(client, PRIVATE, "en")
    assert {"menu", "darurat", "hapus"} <= set(indonesian)
    assert {"menu", "emergency", "delete"} <= set(english)
    assert [OF_APPLICANTS[one] for one in indonesian] == [OF_APPLICANTS[one] for one in english]
    assert not set(english) & {"darurat", "hapus", "petunjuk"}


@pytest.mark.parametrize("language", ["", "en"])
async def test_that_no_other_group_and_no_applicant_sees_commands_of_staff(
    client: Client, catalogue: Catalogue, language: str, siti: Person
) -> None:
    await client.ask(
        "setMyCommands",
        {"scope": GROUPS, "language_code": language, "commands": [{"command": "jaga", "description": "x"}]},
    )
    await publish(client, catalogue, ((siti.id, False),))
    assert await shown(client, GROUPS, language) == []
    assert await client.ask("getMyCommands", {}) == []
    assert not set(await shown(client, PRIVATE, language)) & set(STAFF_COMMANDS)


@pytest.mark.parametrize("language", ["", "en"])
async def test_that_staff_see_all_of_theirs_in_their_group_and_what_works_in_private(
    client: Client, catalogue: Catalogue, language: str, telegram: LocalTelegram, siti: Person
) -> None:
    group = await telegram.group(siti, "Petugas", [], forum=True, supergroup=True)
    places = ((group.id, True), (siti.id, False))
    assert await publish(client, catalogue, places) == 5 * len(catalogue.languages)
    assert await publish(client, catalogue, places) == 0
    in_group = await shown(client, {"type": "chat", "chat_id": group.id}, language)
    private = await shown(client, {"type": "chat", "chat_id": siti.id}, language)
    assert in_group == list(COMMANDS)
    assert {"antrean", "jaga", "keluar_petugas", "semua"} <= set(private)
    assert not set(private) & {"hubungkan", "ambil"}
    assert {OF_APPLICANTS[one] for one in private if one in OF_APPLICANTS} == {
        OF_APPLICANTS[one] for one in APPLICANT_COMMANDS
    }
    for scope in ({"type": "chat", "chat_id": group.id}, PRIVATE):
        described = await client.ask("getMyCommands", {"scope": scope, "language_code": language})
        assert all(one["description"] for one in described)


def test_that_applicants_and_staff_share_no_command() -> None:
    assert not set(OF_APPLICANTS) & set(STAFF_COMMANDS)


async def test_that_hidden_commands_are_gone(
    client: Client, catalogue: Catalogue, siti: Person, telegram: LocalTelegram
) -> None:
    await publish(client, catalogue, ((siti.id, False),))
    render = TelegramStaffRender(catalogue, None)  # type: ignore[arg-type]
    for call in render.hide_commands(siti.id):
        await client.ask(call.method, call.params)
    for place, _ in staff_commands(catalogue, siti.id, in_group=False):
        assert await client.ask("getMyCommands", place) == []


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
