"""A turn while it is being made: the frame as it grows and what is to be said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import JsonValue

from bot.situation.facts import Change, Fact, Provenance, Slot
from bot.situation.frame import Frame, Stage
from bot.situation.speech import Button, Effect, Say, Text, To, Urgent, Wake
from bot.situation.turn import Heard, Surroundings, Turn

if TYPE_CHECKING:
    from bot.directory.agency import Agency

AFTER_HANDOFF = frozenset({Stage.HANDED_OFF, Stage.IN_CONVERSATION, Stage.AGREED})
Argument = str | int | float | Text | tuple[Text | str, ...]


class Talk:
    """Collects one turn. Nothing outside is touched; `turn()` is the result."""

    def __init__(self, frame: Frame, heard: Heard, around: Surroundings, agency: Agency) -> None:
        self.frame = frame
        self.heard = heard
        self.around = around
        self.agency = agency
        self.effects: list[Effect] = []
        self.learned: list[Slot] = []
        self.pause = around.now - frame.last_written if frame.last_written else None
        """How long nothing was written before this."""

    @property
    def words(self) -> str:
        return self.heard.incoming.text

    def set(self, **changes: object) -> None:
        self.frame = self.frame.model_copy(update=changes)

    def go(self, stage: Stage) -> None:
        """Enter a stage; the one before is remembered for `back`."""
        if stage != self.frame.stage:
            self.set(stage=stage, came_from=(*self.frame.came_from, self.frame.stage)[-12:])

    def learn(
        self,
        slot: Slot,
        value: JsonValue,
        *,
        words: str = "",
        provenance: Provenance = Provenance.SAID,
        confidence: float = 1.0,
        confirmed: bool = False,
    ) -> None:
        """Keep a fact. A guess never replaces what was said or chosen; a replaced fact goes to the history."""
        before = self.frame.facts.get(slot)
        if before and provenance is Provenance.INFERRED and before.provenance is not Provenance.INFERRED:
            return
        fact = Fact(
            value=value,
            words=words,
            message=self.heard.message,
            at=self.heard.incoming.at,
            provenance=provenance,
            confidence=confidence,
            confirmed=confirmed,
        )
        if before and before.value != value:
            change = Change(
                slot=slot, before=before, at=self.around.now, after_handoff=self.frame.stage in AFTER_HANDOFF
            )
            self.set(changes=(*self.frame.changes, change))
        if not before or before.value != value:
            self.learned.append(slot)
        self.set(
            facts={**self.frame.facts, slot: fact},
            skipped=tuple(other for other in self.frame.skipped if other != slot),
        )

    def forget(self, slot: Slot) -> None:
        self.set(facts={known: fact for known, fact in self.frame.facts.items() if known != slot})

    def text(self, id: str, **arguments: Argument) -> Text:
        """A text in its next wording."""
        variant = self.frame.variants.get(id, 0)
        self.set(variants={**self.frame.variants, id: variant + 1})
        return Text(id=id, arguments=arguments, variant=variant)

    def say(
        self,
        *parts: Text | None,
        buttons: Iterable[Button] = (),
        urgent: Urgent = Urgent.ORDINARY,
        despite_worker: bool = False,
        ask_location: bool = False,
        in_place: bool = False,
        gives_way: str = "",
    ) -> None:
        child = self.frame.child
        offered = tuple(_for_child(one) for one in buttons) if child else tuple(buttons)
        self.effects.append(
            Say(
                to=To.APPLICANT,
                parts=tuple(part.to_child() if child else part for part in parts if part),
                buttons=offered,
                urgent=urgent,
                despite_worker=despite_worker,
                ask_location=ask_location,
                in_place=in_place,
                gives_way=gives_way,
            )
        )

    def do(self, effect: Effect) -> None:
        self.effects.append(effect)

    def wake(self, name: str, at: datetime, argument: str = "") -> None:
        self.do(Wake(name=name, at=at, argument=argument))

    def turn(self) -> Turn:
        """The finished turn; the newest buttons become the ones that typed digits mean."""
        spoken = [effect for effect in self.effects if isinstance(effect, Say) and effect.to is To.APPLICANT]
        if spoken:
            self.set(offered=next((one.buttons for one in reversed(spoken) if one.buttons), ()))
        return Turn(frame=self.frame, effects=tuple(self.effects))


def _for_child(one: Button) -> Button:
    return one.model_copy(update={"label": one.label.to_child()})


def button(id: str, action: str, argument: str = "") -> Button:
    """A button whose label is the text `id`."""
    return Button(label=Text(id=id), action=action, argument=argument)
