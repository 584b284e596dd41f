"""Groups: made, joined, promoted, left, upgraded."""

from bot.demo.telegram.errors import bad_request
from bot.demo.telegram.post import change_membership, write
from bot.demo.telegram.present import user_json
from bot.demo.telegram.world import ADMIN_RIGHTS, GENERAL, Chat, ChatKind, Json, Member, Topic, World


def create(
    world: World, creator: int, title: str, kind: ChatKind, forum: bool, chat_id: int | None = None
) -> Chat:
    """A group with its creator in it; a forum starts with its General topic."""
    number = world.number()
    made = chat_id or (-1_002_000_000_000 - number if kind == "supergroup" else -4_500_000_000 - number)
    chat = Chat(made, kind, title, forum, {creator: Member("creator")})
    if forum:
        chat.topics[GENERAL] = Topic(GENERAL, "General", 7322096, creator)
        chat.last_id = GENERAL
    world.chats[chat.id] = chat
    world.signal.bump()
    return chat


def add_member(world: World, chat: Chat, by: int, user_id: int) -> None:
    if user_id not in world.users:
        raise bad_request("user not found")
    change_membership(world, chat, user_id, Member("member"), by)
    joined: Json = {"new_chat_members": [user_json(world.users[user_id])]}
    write(world, chat, by, joined, GENERAL if chat.is_forum else None)


def promote(world: World, chat: Chat, by: int, user_id: int, rights: list[str] | None) -> None:
    """`rights` None gives all of them, an empty list makes an ordinary member again."""
    given = frozenset(ADMIN_RIGHTS if rights is None else rights)
    member = Member("administrator", given) if given else Member("member")
    change_membership(world, chat, user_id, member, by)


def remove_member(world: World, chat: Chat, by: int, user_id: int) -> None:
    """Leaving by oneself or being removed by another."""
    change_membership(world, chat, user_id, Member("left" if by == user_id else "kicked"), by)
    left: Json = {"left_chat_member": user_json(world.users[user_id])}
    write(world, chat, by, left, GENERAL if chat.is_forum else None)


def upgrade(world: World, chat: Chat, by: int) -> Chat:
    """A basic group becomes a supergroup with a new id; the old one refuses and names the new one."""
    if chat.kind != "group":
        raise bad_request("only a basic group can be upgraded")
    new = create(world, by, chat.title, "supergroup", False)
    new.members = dict(chat.members)
    write(world, chat, by, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    write(world, new, by, {"migrate_from_chat_id": chat.id})
    return new


def make_forum(world: World, chat: Chat, by: int) -> None:
    chat.is_forum = True
    chat.topics.setdefault(GENERAL, Topic(GENERAL, "General", 7322096, by))
    chat.last_id = max(chat.last_id, GENERAL)
    world.signal.bump()
