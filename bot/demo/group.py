"""A group that people of the demo and of tests run: members, rights, topics, upgrade."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.demo.person import Person


@dataclass
class Group:
    """A group as its creator runs it."""

    creator: Person
    id: int

    @classmethod
    async def made_by(cls, creator: Person, title: str, *, forum: bool = False, supergroup: bool = False,
                      id: int | None = None) -> "Group":  # fmt: skip
        kind = "supergroup" if supergroup else "group"
        return cls(
            creator, int(await creator.act("group_create", title=title, forum=forum, kind=kind, id=id))
        )

    def seen_by(self, person: Person, thread: int | None = None) -> Person:
        return person.within(self.id, thread)

    async def act(self, deed: str, **more: Any) -> Any:
        return await self.creator.act(deed, **(more | {"chat": self.id}))

    async def add_bot(self, *, admin: bool = True, rights: Sequence[str] | None = None) -> None:
        await self.act("group_add", user="bot")
        if admin:
            await self.act("group_promote", user="bot", rights=list(rights) if rights is not None else None)

    async def promote_bot(self, rights: Sequence[str] | None = None) -> None:
        await self.act("group_promote", user="bot", rights=list(rights) if rights is not None else None)

    async def remove_bot(self) -> None:
        await self.act("group_remove", user="bot")

    async def add(self, person: Person) -> None:
        await self.act("group_add", user=person.id)

    async def remove(self, person: Person) -> None:
        await self.act("group_remove", user=person.id)

    async def upgrade(self) -> "Group":
        """Becomes a supergroup with a new id."""
        return Group(self.creator, int(await self.act("group_upgrade")))

    async def make_forum(self) -> None:
        await self.act("group_make_forum")

    async def topics(self) -> dict[str, int]:
        """Names and thread ids."""
        screen = await self.creator.within(self.id).screen()
        return {topic["name"]: topic["id"] for topic in screen.topics}

    async def topic_named(self, part: str, timeout: float = 10.0) -> int:  # noqa: ASYNC109
        """Waits for a topic whose name contains the words; its thread id."""
        looking = self.creator.within(self.id)
        screen = await looking.until(
            lambda now: any(part in topic["name"] for topic in now.topics), timeout, f"a topic {part!r}"
        )
        return int(next(topic["id"] for topic in screen.topics if part in topic["name"]))
