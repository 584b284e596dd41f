"""One mail is one turn, and one turn is one transaction: either all of it happened, or nothing did."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.engine import mail as inbox_mail
from bot.engine import outgoing, persons
from bot.engine.mail import Mail
from bot.engine.persons import Person
from bot.engine.ports import Call, Ports
from bot.situation.case import Speaker
from bot.situation.incoming import ChatKind, Incoming, Kind
from bot.situation.reading import Reading
from bot.situation.speech import (
    Acknowledge,
    CancelWake,
    Effect,
    Erase,
    QuickExit,
    RecordConsent,
    Say,
    SendFile,
    ShowChoice,
    Text,
    To,
    Wake,
)
from bot.situation.turn import Heard, Surroundings, Turn
from bot.store.seal import Keys
from bot.store.tables import consents, erasures, inbox, messages


@dataclass(frozen=True)
class Turns:
    engine: AsyncEngine
    keys: Keys
    ports: Ports

    async def take_next(self, lane: str) -> bool:
        """Handle the lane's next due mail; False when there is none."""
        now = self.ports.clock()
        async with self.engine.connect() as connection:
            mail = await inbox_mail.next_mail(connection, self.keys, self.ports.bot_id, lane, now)
            person = await persons.find(connection, self.keys, self.ports.bot_id, lane) if mail else None
        if mail is None:
            return False
        try:
            await self._handle(mail, person, now)
        except Exception as error:
            await self._failed(mail, person, error, now)
        return True

    async def _handle(self, mail: Mail, person: Person | None, now: datetime) -> None:
        incoming = self._incoming(mail, person)
        if incoming is None or incoming.chat_kind is not ChatKind.PRIVATE:
            async with self.engine.begin() as connection:
                await inbox_mail.finish(connection, mail, now)
            return
        who = person or persons.newcomer(self.keys, mail.lane, incoming)
        reading: Reading | None = None
        if incoming.text and incoming.kind not in (Kind.COMMAND, Kind.TIMER):
            reading = await self.ports.mind.hear(incoming.text, incoming.at, who.frame)
        around = Surroundings(
            now=now, speaker=who.speaker, new_code=self.ports.new_code(), new_receipt=self.ports.new_code()
        )
        # The mail's own id is the reference that facts keep to the message they rest on.
        turn = self.ports.mind.take_turn(
            who.frame, Heard(incoming=incoming, reading=reading, message=mail.id), around
        )
        await self._commit(mail, who, incoming, turn, now)

    def _incoming(self, mail: Mail, person: Person | None) -> Incoming | None:
        if mail.timer is None:
            return self.ports.read(mail.payload)
        if person is None:
            return None
        return Incoming(kind=Kind.TIMER, chat=person.chat, at=mail.received_at, timer=mail.timer)

    async def _commit(self, mail: Mail, who: Person, incoming: Incoming, turn: Turn, now: datetime) -> None:
        async with self.engine.begin() as connection:
            if not await inbox_mail.finish(connection, mail, now):
                return
            engagement = await persons.save(connection, self.ports.bot_id, who, turn.frame, now)
            if engagement is None:
                raise _ChangedMeanwhileError
            if incoming.text or incoming.media:
                body = who.key.seal(incoming.model_dump_json().encode(), "messages.body")
                await connection.execute(
                    messages.insert().values(
                        engagement_id=engagement,
                        kind=incoming.kind.value,
                        body=body,
                        telegram_message=incoming.message,
                        written_at=incoming.at,
                    )
                )
            for effect in turn.effects:
                await self._apply(connection, effect, who, engagement, incoming, turn, now)

    async def _apply(
        self,
        connection: AsyncConnection,
        effect: Effect,
        who: Person,
        engagement: int,
        incoming: Incoming,
        turn: Turn,
        now: datetime,
    ) -> None:
        calls: tuple[Call, ...] = ()
        if isinstance(effect, Say) and effect.to in (To.APPLICANT, To.SENDER):
            if who.speaker is Speaker.WORKER and not effect.despite_worker:
                return
            calls = self.ports.render.say(effect, who.chat, turn.frame.language, turn.frame.turn, incoming)
        elif isinstance(effect, ShowChoice):
            calls = self.ports.render.show_choice(effect, who.chat, turn.frame.language, incoming)
        elif isinstance(effect, Acknowledge):
            calls = self.ports.render.acknowledge(incoming)
        elif isinstance(effect, Wake):
            await self._wake(connection, who.person, effect, now)
        elif isinstance(effect, CancelWake):
            await self._cancel(connection, who.person, effect.name, now)
        elif isinstance(effect, RecordConsent):
            await self._consent(connection, who, engagement, effect, now)
        elif isinstance(effect, QuickExit):
            calls = await self._exit(connection, who, engagement, incoming, now)
        elif isinstance(effect, SendFile):
            calls = (_own_data(who, turn),)
        elif isinstance(effect, Erase):
            await self._erase(connection, who, effect, now)
        await outgoing.queue(connection, self.keys, self.ports.bot_id, who.person, calls, now)

    async def _wake(self, connection: AsyncConnection, lane: str, effect: Wake, now: datetime) -> None:
        await self._cancel(connection, lane, effect.name, now)
        await connection.execute(
            inbox.insert().values(
                bot_id=self.ports.bot_id,
                lane=lane,
                timer=effect.name,
                received_at=now,
                due_at=effect.at,
                failures=0,
            )
        )

    async def _cancel(self, connection: AsyncConnection, lane: str, name: str, now: datetime) -> None:
        named = (inbox.c.timer == name) if name else inbox.c.timer.is_not(None)
        await connection.execute(
            update(inbox).where(inbox.c.lane == lane, named, inbox.c.done_at.is_(None)).values(done_at=now)
        )

    async def _consent(
        self, connection: AsyncConnection, who: Person, engagement: int, effect: RecordConsent, now: datetime
    ) -> None:
        words = who.key.seal(effect.words.encode(), "consents.words")
        await connection.execute(
            consents.insert().values(
                engagement_id=engagement,
                purpose=effect.purpose,
                given=effect.given,
                text_version=effect.version,
                words=words,
                at=now,
            )
        )

    async def _exit(
        self, connection: AsyncConnection, who: Person, engagement: int, incoming: Incoming, now: datetime
    ) -> tuple[Call, ...]:
        ours = await outgoing.recall(connection, who.person, now)
        found = await connection.execute(
            select(messages.c.telegram_message).where(
                messages.c.engagement_id == engagement,
                messages.c.telegram_message.is_not(None),
                messages.c.written_at >= now - outgoing.WINDOW,
            )
        )
        theirs = tuple(row.telegram_message for row in found)
        typed = (incoming.message,) if incoming.message else ()
        return self.ports.render.delete(who.chat, tuple(sorted({*ours, *theirs, *typed})))

    async def _erase(self, connection: AsyncConnection, who: Person, effect: Erase, now: datetime) -> None:
        await persons.erase(connection, who)
        await connection.execute(delete(inbox).where(inbox.c.lane == who.person, inbox.c.timer.is_not(None)))
        await connection.execute(
            erasures.insert().values(
                bot_id=self.ports.bot_id, receipt=effect.receipt, person=who.person, at=now
            )
        )

    async def _failed(self, mail: Mail, person: Person | None, error: Exception, now: datetime) -> None:
        if isinstance(error, _ChangedMeanwhileError):
            return
        last = await inbox_mail.strike(self.engine, mail, type(error).__name__, now)
        incoming = self._incoming(mail, person) if last else None
        if incoming is None or incoming.chat_kind is not ChatKind.PRIVATE:
            return
        language = person.frame.language if person else "id"
        turn = person.frame.turn if person else 0
        said = Say(parts=(Text(id="apology"),), despite_worker=True)
        calls = self.ports.render.say(said, incoming.chat, language, turn, incoming)
        async with self.engine.begin() as connection:
            await outgoing.queue(connection, self.keys, self.ports.bot_id, mail.lane, calls, now)


def _own_data(who: Person, turn: Turn) -> Call:
    """Everything that is kept of a person, as a JSON document to them."""
    content = base64.b64encode(turn.frame.model_dump_json(indent=2).encode()).decode()
    document = {"filename": "data.json", "base64": content}
    return Call("sendDocument", {"chat_id": who.chat, "document": document})


class _ChangedMeanwhileError(Exception):
    """Another process took a turn of this conversation first: nothing of this one happened."""
