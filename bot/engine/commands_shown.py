"""Staff see their commands where they work: in their group and in their private chats, nobody else does."""

from __future__ import annotations

from .desk import Desk, Destination


def show_commands(desk: Desk, chat: int, *, in_group: bool) -> None:
    """Of this chat, from now on."""
    if desk.ports.staff_render:
        desk.post(desk.ports.staff_render.show_commands(chat, in_group=in_group), _place(desk, chat))


def hide_commands(desk: Desk, chat: int) -> None:
    if desk.ports.staff_render:
        desk.post(desk.ports.staff_render.hide_commands(chat), _place(desk, chat))


def _place(desk: Desk, chat: int) -> Destination:
    """A queue of its own: messages do not wait for it."""
    key = desk.key(chat)
    return Destination(chat, key, f"commands:{key[:40]}", desk.ports.staff_language)
