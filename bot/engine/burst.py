"""Several quick messages of one person are one turn: people write in pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.store.mail import Mail

MOST_TOGETHER = 10
MOST_IN_A_FLOOD = 100
"""Of somebody who writes faster than they are listened to."""
MOST_CHARACTERS = 4096


@dataclass(frozen=True)
class Heap:
    """Mail that is one turn; `incoming` is what it says together (None: nobody is to be answered).

    `late`: it had to wait, because more came than is listened to.
    """

    mails: tuple[Mail, ...]
    said: tuple[tuple[int, Incoming], ...]
    incoming: Incoming | None
    late: bool = False


def _never(_text: str) -> bool:
    return False


def together(
    waiting: Sequence[tuple[Mail, Incoming | None]],
    *,
    late: bool = False,
    closes: Callable[[str], bool] = _never,
) -> Heap:
    """The first mail, with those that go on where it stopped.

    `late`: they waited for long, so that a single word among them is no answer to anything that was asked meanwhile,
    unless it `closes` everything at once.
    """
    joins = partial(_is_text, closes=closes) if late else _is_running_text
    first, incoming = waiting[0]
    if incoming is None:
        return Heap((first,), (), None, late)
    taken = [(first, incoming)]
    for mail, more in waiting[1 : MOST_IN_A_FLOOD if late else MOST_TOGETHER]:
        if more is None or mail.failures or first.failures or mail.urgent != first.urgent:
            break
        if not _goes_on(taken, more, joins):
            break
        taken.append((mail, more))
    last = taken[-1][1]
    text = "\n".join(one.text for _, one in taken)
    joined = last.model_copy(update={"text": text}) if len(taken) > 1 else incoming
    return Heap(tuple(mail for mail, _ in taken), tuple((mail.id, one) for mail, one in taken), joined, late)


def is_piece(incoming: Incoming) -> bool:
    """Whether more may follow it that belongs to it."""
    return _is_running_text(incoming)


def _goes_on(
    taken: Sequence[tuple[Mail, Incoming]], more: Incoming, joins: Callable[[Incoming], bool]
) -> bool:
    first = taken[0][1]
    length = sum(len(one.text) + 1 for _, one in taken) + len(more.text)
    return (
        joins(first)
        and joins(more)
        and more.chat == first.chat
        and more.sender == first.sender
        and length <= MOST_CHARACTERS
    )


def _is_running_text(incoming: Incoming) -> bool:
    """A single word can be an answer, a choice or the word that closes everything at once: it stands alone."""
    return _is_text(incoming) and len(incoming.text.split()) > 1


def _is_text(incoming: Incoming, closes: Callable[[str], bool] = _never) -> bool:
    return (
        incoming.kind is Kind.TEXT
        and incoming.chat_kind is ChatKind.PRIVATE
        and incoming.reply_to is None
        and not incoming.forwarded
        and not closes(incoming.text)
    )
