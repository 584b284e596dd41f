"""One turn of the conversation: pure, the same for every way a message can come."""

from __future__ import annotations

from bot.directory.agency import Agency
from bot.situation.case import Speaker
from bot.situation.frame import Frame, Stage
from bot.situation.incoming import FILES, Kind
from bot.situation.speech import Acknowledge
from bot.situation.turn import Heard, Surroundings, Turn

from .consenting import consented
from .move import Act, Move
from .moves import consent
from .notice import notice, notice_passed_on
from .perform import perform
from .policy import QUIET, next_move
from .talk import Talk

QUESTIONS = frozenset({Act.CAN, Act.FIT, Act.HOW, Act.COST, Act.PRIVACY, Act.WHO})
REPLIES = frozenset(
    {Act.DONE, Act.MORE, Act.SKIP, Act.CONSENT, Act.SEND, Act.CHANGE_LIST, Act.CHECKED, Act.SAFE, Act.GREET}
    | {
        Act.THANKS,
        Act.REPEAT,
        Act.MENU,
        Act.CANCEL_SHARING,
        Act.STOP,
        Act.HUMAN,
        Act.RESUME,
        Act.CONTACT_TIME,
        Act.REVISED,
    }
)
MOST_BARE = 4
"""Words of a reply that is nothing more than a reply."""


def take_turn(frame: Frame, heard: Heard, around: Surroundings, agency: Agency) -> Turn:
    """Decide, learn, say. Never raises on anything a person can send."""
    talk = Talk(frame, heard, around, agency)
    if heard.incoming.kind in QUIET:
        return talk.turn()
    move = next_move(frame, heard, around)
    if heard.incoming.kind is not Kind.TIMER:
        talk.set(turn=frame.turn + 1, last_written=around.now)
    if heard.incoming.press:
        talk.do(Acknowledge())
    if heard.incoming.kind in (Kind.TEXT, Kind.EDITED) or heard.incoming.text:
        if not heard.incoming.forwarded:
            _speak_their_language(talk)
        if move.act is not Act.EXIT and heard.incoming.kind is not Kind.COMMAND:
            # Words to a worker reach them as copies, which can be edited and taken back.
            spoken_to_bot = talk.around.speaker is not Speaker.WORKER
            keep = spoken_to_bot and not _is_bare(talk, move)
            notice_passed_on(talk, keep_words=keep) if heard.incoming.forwarded else notice(
                talk, keep_words=keep
            )
    if move.act is not Act.GREET and heard.incoming.kind is not Kind.TIMER:
        talk.set(greetings=0)
    _consent_in_passing(talk, move)
    _count_unheard(talk, move)
    perform(talk, move)
    if frame.hint and talk.frame.hint == frame.hint and heard.incoming.kind is not Kind.TIMER:
        # They went on to something else: later words are no answer to it. Another hint is asked about again.
        talk.set(hint=None)
    return talk.turn()


def _is_bare(talk: Talk, move: Move) -> bool:
    """ "sudah", "iya", "2": an answer to us, no part of their story."""
    reading = talk.heard.reading
    answer = reading.answer if reading and move.act is Act.ANSWER else None
    chosen = answer is not None and (answer.choice is not None or answer.polarity is not None)
    return (move.act in REPLIES or chosen) and len(talk.words.split()) <= MOST_BARE


def _speak_their_language(talk: Talk) -> None:
    """The language they write, unless they chose one."""
    reading = talk.heard.reading
    if reading and reading.language in ("id", "en") and not talk.frame.language_chosen:
        long_enough = len(reading.text.split()) >= 3 or not talk.frame.quotes
        if long_enough and reading.language != talk.frame.language and len(reading.text) > 4:
            talk.set(language=reading.language)


def _count_unheard(talk: Talk, move: Move) -> None:
    """A photo with words is still a photo that nobody has looked at."""
    if talk.heard.incoming.kind in FILES and move.act is not Act.MEDIA:
        talk.set(unheard=talk.frame.unheard + 1)


def _consent_in_passing(talk: Talk, move: Move) -> None:
    """ "Boleh, tapi kira-kira bisa dibantu?": the yes counts, and the question is answered too."""
    reading = talk.heard.reading
    if talk.frame.stage is not Stage.CONSENT or move.act not in QUESTIONS or reading is None:
        return
    if consented(reading.text):
        consent.given(talk, reading.text)
        talk.say(talk.text("consent-given", agency=talk.agency.organization.name.to(talk.frame.language)))
        talk.set(stage=Stage.INTAKE, came_from=(*talk.frame.came_from, Stage.CONSENT))
