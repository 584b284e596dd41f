"""Questions, one at a time, each with its reason; skipped, changed or answered in any words."""

from __future__ import annotations

from bot.engagement.matching import registered_area_matters
from bot.engagement.move import Act
from bot.engagement.notice import learn_place, weigh
from bot.engagement.questions import ALL, Question, left_to_ask, needs_of, next_question
from bot.engagement.talk import Talk, button
from bot.situation.facts import Fact, Provenance, Slot
from bot.situation.frame import Asked, Stage
from bot.situation.incoming import Kind
from bot.situation.lines import line
from bot.situation.reading import BareAnswer, PlaceValue, Reading
from bot.situation.speech import Button, ShowChoice, Text

from . import consequences, listening, review

DONE = "done"


def begin(talk: Talk) -> None:
    talk.go(Stage.INTAKE)
    ask_next(talk)


def ask_next(talk: Talk, *before: Text | None) -> None:
    """The next missing fact as one question, or the review when enough is known."""
    matters = registered_area_matters(talk.agency, talk.frame)
    question = next_question(talk.frame, registered_area_matters=matters)
    if question is None:
        talk.set(asked=None)
        review.show(talk, *before)
        return
    talk.set(
        asked=Asked(slot=question.slot),
        asked_slots=tuple(dict.fromkeys((*talk.frame.asked_slots, question.slot))),
    )
    put(talk, question, *before)


def put(talk: Talk, question: Question, *before: Text | None) -> None:
    left = left_to_ask(talk.frame, registered_area_matters=registered_area_matters(talk.agency, talk.frame))
    progress = Text(id="progress", arguments={"left": left}) if talk.frame.stage is Stage.INTAKE else None
    talk.say(
        *before,
        _wording(talk, question),
        progress,
        buttons=choice_buttons(question, talk),
        ask_location=question.kind == "place",
    )


def _wording(talk: Talk, question: Question) -> Text:
    places = _open_candidates(talk) if question.slot is Slot.LOCATION_NOW else []
    if places:
        return talk.text("ask-which_place", place=str(_place(talk).get("name")))
    if talk.frame.asked and talk.frame.asked.times > 1:
        return talk.text("again", question=Text(id=f"ask-{question.slot}"))
    if talk.frame.child and question.slot is Slot.CONTACT_WINDOW:
        return talk.text("ask-contact_window-child")
    return talk.text(f"ask-{question.slot}")


def choice_buttons(question: Question, talk: Talk | None = None) -> tuple[Button, ...]:
    """The choices as buttons, and always a way past the question."""
    skip = button("button-skip", Act.SKIP)
    if talk and question.slot is Slot.LOCATION_NOW and (places := _open_candidates(talk)):
        named = tuple(
            Button(
                label=Text(id="plain", arguments={"words": str(place["name"])}),
                action=Act.ANSWER,
                argument=f"location_now={place['code']}",
            )
            for place in places[:5]
        )
        return (*named, skip)
    if talk and question.slot is Slot.FIRST_CONCERN:
        return (
            *(
                Button(
                    label=Text(id=f"choice-needs-{need}"), action=Act.ANSWER, argument=f"first_concern={need}"
                )
                for need in needs_of(talk.frame)[:6]
            ),
            skip,
        )
    chosen = talk.frame.value(question.slot) if talk and question.several else []
    taken = chosen if isinstance(chosen, list) else []
    left = [key for key in question.choices if key not in taken and not (taken and key == "none")]
    finish = (button("button-enough", Act.ANSWER, f"{question.slot}={DONE}"),) if taken else ()
    return (
        *(
            Button(
                label=Text(id=f"choice-{question.slot}-{key}"),
                action=Act.ANSWER,
                argument=f"{question.slot}={key}",
            )
            for key in left
        ),
        *finish,
        *(() if taken else (skip,)),
    )


def learn_need(talk: Talk, key: str) -> None:
    """A need chosen while a question about services is open."""
    _choose(talk, Slot.NEEDS, key)
    talk.set(asked=None)


def answer(talk: Talk, argument: str) -> None:
    """A pressed or typed answer: kept, its consequences drawn, and on."""
    name, _, key = argument.partition("=")
    if name not in set(Slot):
        return ask_next(talk)
    slot = Slot(name)
    asked, changing = talk.frame.asked, talk.frame.changing
    kept = _choose(talk, slot, key) if key else _take_words(talk, slot)
    if not kept:
        return again(talk)
    if slot is Slot.LOCATION_NOW and _open_candidates(talk):
        talk.set(asked=Asked(slot=slot, times=1))
        return put(talk, ALL[slot])
    if key and key not in (DONE, "none") and slot in ALL and ALL[slot].several:
        return _any_more(talk, ALL[slot])
    talk.set(asked=None, changing=None)
    weigh(talk)
    if consequences.follow(talk, slot):
        return None
    after(talk, slot, changed=changing is not None, was_open=asked is not None)
    return None


def after(talk: Talk, slot: Slot, *, changed: bool, was_open: bool) -> None:
    """Say that it arrived, then whatever the stage wants next."""
    if changed:
        fact = talk.frame.facts.get(slot)
        said = line(slot, fact).value if fact else Text(id="skipped")
        return review.show(talk, talk.text("changed", new=said))
    if talk.frame.stage is Stage.INTAKE:
        return ask_next(talk, talk.text("ack"))
    if talk.frame.stage in (Stage.LISTENING, Stage.RELUCTANCE, Stage.WELCOME) and was_open:
        return listening.done(talk)
    return None


def _choose(talk: Talk, slot: Slot, key: str) -> bool:
    question = ALL.get(slot)
    if key == DONE:
        return True
    if slot is Slot.LOCATION_NOW:
        return _choose_place(talk, key)
    typed = talk.heard.incoming.kind is not Kind.BUTTON
    provenance = Provenance.SAID if typed else Provenance.BUTTON
    words = talk.words if typed else ""
    if slot is Slot.NEEDS:
        talk.learn(slot, [key] if key != "other" else [], words=words, provenance=provenance, confirmed=True)
        if key == "other":
            talk.forget(slot)
            talk.set(skipped=(*talk.frame.skipped, slot))
    elif question and question.several:
        before = talk.frame.value(slot)
        chosen = [str(one) for one in before] if isinstance(before, list) else []
        chosen = (
            ["none"] if key == "none" else list(dict.fromkeys([*(c for c in chosen if c != "none"), key]))
        )
        talk.learn(slot, list(chosen), words=words, provenance=provenance, confirmed=True)
    elif slot is Slot.HOUSEHOLD_SIZE:
        talk.learn(slot, int(key), words=words, provenance=provenance, confirmed=True)
    else:
        talk.learn(slot, key, words=words, provenance=provenance, confirmed=True)
    if not typed:
        talk.do(ShowChoice(label=Text(id=f"choice-{slot}-{key}")))
    return True


def _choose_place(talk: Talk, code: str) -> bool:
    chosen = next((place for place in _open_candidates(talk) if place["code"] == code), None)
    if chosen is None:
        return False
    words = talk.frame.facts[Slot.LOCATION_NOW].words
    talk.learn(
        Slot.LOCATION_NOW,
        {"code": code, "name": chosen["name"], "level": chosen["level"], "candidates": []},
        words=words,
        confirmed=True,
    )
    if talk.heard.incoming.kind is Kind.BUTTON:
        talk.do(ShowChoice(label=Text(id="plain", arguments={"words": str(chosen["name"])})))
    return True


def _place(talk: Talk) -> dict[str, object]:
    value = talk.frame.value(Slot.LOCATION_NOW)
    return value if isinstance(value, dict) else {}


def _open_candidates(talk: Talk) -> list[dict[str, str]]:
    """Places among which the person has not chosen yet."""
    place = _place(talk)
    found = place.get("candidates")
    return list(found) if isinstance(found, list) and not place.get("code") else []


def _take_words(talk: Talk, slot: Slot) -> bool:
    """A typed answer against the open question; what was already noticed from the message counts."""
    reading = talk.heard.reading
    incoming = talk.heard.incoming
    if slot is Slot.LOCATION_NOW and incoming.kind is Kind.LOCATION and incoming.media:
        return _shared_location(talk)
    if reading is None:
        return False
    bare = reading.answer
    if bare and bare.polarity == "skip":
        return _leave_open(talk, slot)
    if slot is Slot.LOCATION_NOW:
        return _typed_place(talk, reading, bare)
    if bare and bare.polarity == "unknown":
        question = ALL.get(slot)
        if question and "unknown" in question.choices:
            return _choose(talk, slot, "unknown")
        return _leave_open(talk, slot)
    question = ALL.get(slot)
    if question and question.choices and bare and bare.choice is not None:
        return bare.choice < len(question.choices) and _choose(talk, slot, question.choices[bare.choice])
    if question and "yes" in question.choices and bare and bare.polarity in ("yes", "no"):
        return _choose(talk, slot, bare.polarity) if bare.polarity in question.choices else False
    if question and question.kind == "number":
        if bare and isinstance(bare.value, int):
            talk.learn(slot, bare.value, words=reading.text, confirmed=True)
            return True
        return slot in talk.learned
    if slot in talk.learned:
        return True
    if question is None or question.kind == "free" or slot is Slot.FORM_OF_ADDRESS:
        talk.learn(slot, reading.text.strip()[:500], words=reading.text.strip()[:500], confirmed=True)
        return True
    return False


def _typed_place(talk: Talk, reading: Reading, bare: BareAnswer | None) -> bool:
    if Slot.LOCATION_NOW in talk.learned:
        return True
    if bare and isinstance(bare.value, PlaceValue):
        learn_place(talk, bare.value, reading.text)
        return True
    asked = talk.frame.asked
    if asked and asked.times > 1:
        # Words that no list knows are still a place to the people who live there: kept for the worker.
        talk.learn(Slot.LANDMARK, reading.text.strip()[:300], words=reading.text.strip()[:300])
        return _leave_open(talk, Slot.LOCATION_NOW)
    return False


def _shared_location(talk: Talk) -> bool:
    media = talk.heard.incoming.media
    assert media
    talk.learn(
        Slot.LANDMARK, f"{media.latitude:.5f}, {media.longitude:.5f}", words="", provenance=Provenance.BUTTON
    )
    talk.set(skipped=(*talk.frame.skipped, Slot.LOCATION_NOW))
    return True


def _leave_open(talk: Talk, slot: Slot) -> bool:
    talk.set(skipped=tuple(dict.fromkeys((*talk.frame.skipped, slot))))
    return True


def _any_more(talk: Talk, question: Question) -> None:
    """Several answers are possible: the same question with what is left, in the same bubble."""
    talk.set(asked=Asked(slot=question.slot))
    chosen = Fact.model_validate(talk.frame.facts[question.slot])
    said = line(question.slot, chosen).value
    talk.say(talk.text("any-more", chosen=said), buttons=choice_buttons(question, talk), in_place=True)


def skip(talk: Talk) -> None:
    asked = talk.frame.asked
    if asked:
        _leave_open(talk, asked.slot)
    changing = talk.frame.changing
    talk.set(asked=None, changing=None)
    said = talk.text("skipped")
    if changing:
        review.show(talk, said)
    elif talk.frame.stage is Stage.INTAKE:
        ask_next(talk, said)
    else:
        listening.done(talk)


def again(talk: Talk) -> None:
    """Not an answer to the open question: once more in other words, then left."""
    asked = talk.frame.asked
    if asked is None:
        return ask_next(talk, talk.text("noted") if talk.learned else None)
    if talk.learned and asked.slot not in talk.learned:
        talk.set(asked=Asked(slot=asked.slot))
        return put(talk, ALL[asked.slot], talk.text("noted"))
    if asked.slot in talk.learned:
        talk.set(asked=None)
        return ask_next(talk, talk.text("ack"))
    if asked.times > 1:
        return skip(talk)
    talk.set(asked=Asked(slot=asked.slot, times=asked.times + 1))
    return put(talk, ALL[asked.slot])
