"""Several quick messages of one person are one turn: people write in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.store.mail import Mail

MOST_TOGETHER = 10
MOST_CHARACTERS = 4096


@dataclass(frozen=True)
class Heap:
    """Mail that is one turn; `incoming` is what it says together (None: nobody is to be answered)."""

    mails: tuple[Mail, ...]
    said: tuple[tuple[int, Incoming], ...]
    incoming: Incoming | None


def together(waiting: Sequence[tuple[Mail, Incoming | None]]) -> Heap:
    """The first mail, with those that go on where it stopped."""
    first, incoming = waiting[0]
    if incoming is None:
        return Heap((first,), (), None)
    taken = [(first, incoming)]
    for mail, more in waiting[1:MOST_TOGETHER]:
        if more is None or mail.failures or first.failures or not _goes_on(taken, more):
            break
        taken.append((mail, more))
    last = taken[-1][1]
    text = "\n".join(one.text for _, one in taken)
    joined = last.model_copy(update={"text": text}) if len(taken) > 1 else incoming
    return Heap(tuple(mail for mail, _ in taken), tuple((mail.id, one) for mail, one in taken), joined)


def _goes_on(taken: Sequence[tuple[Mail, Incoming]], more: Incoming) -> bool:
    first = taken[0][1]
    length = sum(len(one.text) + 1 for _, one in taken) + len(more.text)
    return (
        _is_running_text(first)
        and _is_running_text(more)
        and more.chat == first.chat
        and more.sender == first.sender
        and length <= MOST_CHARACTERS
    )


def _is_running_text(incoming: Incoming) -> bool:
    """A single word can be an answer, a choice or the word that closes everything at once: it stands alone."""
    return (
        incoming.kind is Kind.TEXT
        and incoming.chat_kind is ChatKind.PRIVATE
        and incoming.reply_to is None
        and not incoming.forwarded
        and len(incoming.text.split()) > 1
    )
