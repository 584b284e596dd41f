"""The three questions, answered at any moment from the agency's own data, with the reasons."""

from __future__ import annotations

from bot.directory.known import NeededFact
from bot.directory.known import Slot as NeededSlot
from bot.directory.matching import Matches
from bot.engagement.matching import matches
from bot.engagement.move import Act
from bot.engagement.questions import ALL, needs_of
from bot.engagement.talk import Talk, button
from bot.situation.facts import Slot
from bot.situation.frame import Asked, Stage
from bot.situation.needs import Need
from bot.situation.speech import Button, Text

from . import asking, resume, services, welcome
from .next_door import doors, not_here, waitlist

QUESTION_OF = {NeededSlot.LOCATION_NOW: Slot.LOCATION_NOW, NeededSlot.REGISTERED_AREA: Slot.REGISTERED_AREA}
MOST_NEEDS = 7


def can(talk: Talk, need: str) -> None:
    """Possible here / not here but there; what is still unknown, asked as one question."""
    welcome.introduce(talk)
    talk.set(last_answer=Act.CAN)
    if need and need in set(Need):
        talk.learn(Slot.NEEDS, [need], confirmed=True)
    if not needs_of(talk.frame):
        _ask_need(talk, Act.CAN)
        return
    found = matches(talk.agency, talk.frame, talk.around.now)
    if found.best:
        _possible(talk, found)
    else:
        not_here(talk, found)


def fit(talk: Talk, service_id: str) -> None:
    """The two or three best services, criterion by criterion in words."""
    welcome.introduce(talk)
    talk.set(last_answer=Act.FIT)
    service = services.find(talk, service_id)
    if service:
        talk.say(
            services.fit_text(talk, services.fit_of(talk, service)),
            services.scope_text(talk, service),
            buttons=_after_fit(service.id),
        )
        return
    if not needs_of(talk.frame):
        _ask_need(talk, Act.FIT)
        return
    found = matches(talk.agency, talk.frame, talk.around.now)
    if service_id == "elsewhere" or not found.best:
        not_here(talk, found)
        return
    talk.set(offered_services=tuple(one.service.id for one in found.best))
    for one in found.best:
        talk.say(services.fit_text(talk, one), services.scope_text(talk, one.service))
    _one_unknown(talk, found.deciding_unknown)


def how(talk: Talk, service_id: str) -> None:
    """Numbered steps of the service in question; with several, which one is asked."""
    welcome.introduce(talk)
    talk.set(last_answer=Act.HOW)
    service = services.find(talk, service_id)
    if service is None and len(talk.frame.offered_services) == 1:
        service = services.find(talk, talk.frame.offered_services[0])
    if service:
        services.how(talk, service)
        return
    if not needs_of(talk.frame):
        _how_in_general(talk)
        return
    found = matches(talk.agency, talk.frame, talk.around.now)
    if found.best:
        services.how(talk, found.best[0].service)
        _others(talk, found)
    else:
        not_here(talk, found)


def _how_in_general(talk: Talk) -> None:
    """Nothing is known yet: the way through this conversation, and which need it is about."""
    talk.say(talk.text("how-general", agency=welcome.agency_name(talk)))
    _ask_need(talk, Act.HOW)


def _ask_need(talk: Talk, then: Act) -> None:
    keys = [key for key in ALL[Slot.NEEDS].choices if key != "other"]
    talk.set(asked=Asked(slot=Slot.NEEDS))
    talk.say(
        talk.text("which-need"),
        buttons=(
            *(
                Button(label=Text(id=f"choice-needs-{key}"), action=then, argument=key)
                if then is Act.CAN
                else Button(label=Text(id=f"choice-needs-{key}"), action=Act.ANSWER, argument=f"needs={key}")
                for key in keys[: MOST_NEEDS - 1]
            ),
            button("button-tell", Act.TELL),
        ),
    )


def answer_again(talk: Talk) -> None:
    """The question that was open when something about it became known."""
    again = {Act.CAN: can, Act.FIT: fit, Act.HOW: how}.get(Act(talk.frame.last_answer or Act.CAN))
    if again:
        again(talk, "")


def _possible(talk: Talk, found: Matches) -> None:
    language = talk.frame.language
    best = found.best[0]
    names = tuple(one.service.name.to(language) for one in found.best)
    talk.set(offered_services=tuple(one.service.id for one in found.best))
    talk.say(
        talk.text("can-possible", names=Text(id="list", arguments={"items": names})),
        services.fit_text(talk, best),
        waitlist(talk, found),
    )
    if found.unmet:
        doors(talk, found, found.unmet[0])
    _one_unknown(talk, found.deciding_unknown)


def _one_unknown(talk: Talk, unknown: NeededFact | None) -> None:
    """At most one question, and only where nothing else is open."""
    if talk.frame.stage in resume.WAITING:
        resume.resume(talk)
        return
    slot = QUESTION_OF.get(unknown.slot) if unknown else None
    if unknown and unknown.slot is NeededSlot.DOCUMENT and unknown.detail:
        _ask_paper(talk, unknown.detail)
    elif slot and not talk.frame.knows(slot) and talk.frame.stage is not Stage.HANDED_OFF:
        talk.set(asked=Asked(slot=slot))
        asking.put(talk, ALL[slot])
    else:
        talk.say(talk.text("answer-next"), buttons=_next_buttons(talk))


def _ask_paper(talk: Talk, document_id: str) -> None:
    papers = {
        paper.id: paper.document for service in talk.agency.services for paper in service.required_documents
    }
    name = papers[document_id].to(talk.frame.language) if document_id in papers else document_id
    talk.say(
        talk.text("ask-paper", document=name),
        buttons=(
            button("button-there-is", Act.ANSWER, f"paper:{document_id}=have"),
            button("button-there-is-not", Act.ANSWER, f"paper:{document_id}=lack"),
            button("button-dont-know", Act.ANSWER, f"paper:{document_id}=unknown"),
            button("button-skip", Act.ANSWER, f"paper:{document_id}=unknown"),
        ),
    )


def paper(talk: Talk, argument: str) -> None:
    """[Ada] [Tidak ada]: kept, and what to do where it is missing."""
    document_id, _, state = argument.partition("=")
    if state not in ("have", "lack", "unknown"):
        return
    others = tuple(one for one in talk.frame.documents if not one.endswith(f":{document_id}"))
    talk.set(documents=(*others, f"{state}:{document_id}"))
    missing = next(
        (
            one.if_missing.to(talk.frame.language)
            for service in talk.agency.services
            for one in service.required_documents
            if one.id == document_id
        ),
        "",
    )
    said = talk.text("paper-missing", missing=missing) if state != "have" and missing else talk.text("ack")
    talk.say(said)
    if talk.frame.stage in resume.WAITING:
        resume.resume(talk)
    else:
        talk.say(talk.text("answer-next"), buttons=_next_buttons(talk))


def _after_fit(service_id: str) -> tuple[Button, ...]:
    return (
        button("button-how", Act.HOW, service_id),
        button("button-start", Act.TELL),
        button("button-human", Act.HUMAN),
    )


def _next_buttons(talk: Talk) -> tuple[Button, ...]:
    following = {Act.CAN: ("button-fit", Act.FIT), Act.FIT: ("button-how", Act.HOW)}.get(
        Act(talk.frame.last_answer or Act.CAN)
    )
    first = (button(*following),) if following else ()
    start = (
        (button("button-start", Act.TELL),) if not talk.frame.quotes else (button("button-done", Act.DONE),)
    )
    return (*first, *(() if talk.frame.case_code else start), button("button-human", Act.HUMAN))


def _others(talk: Talk, found: Matches) -> None:
    if len(found.best) < 2:
        return
    talk.say(
        talk.text("how-others"),
        buttons=tuple(
            Button(
                label=Text(id="plain", arguments={"words": one.service.name.to(talk.frame.language)}),
                action=Act.HOW,
                argument=one.service.id,
            )
            for one in found.best[1:]
        ),
    )
