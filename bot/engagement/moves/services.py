"""Services as a person reads them: what fits, what is not known yet, who decides, how to get it."""

from __future__ import annotations

from bot.directory.fit import CriterionResult, Fit, assess
from bot.directory.from_frame import known_from
from bot.directory.hours import opening_state, public_holidays
from bot.directory.models import Capacity, Service
from bot.directory.verdict import Verdict
from bot.engagement.move import Act
from bot.engagement.promise import when
from bot.engagement.talk import Talk, button
from bot.situation.speech import Button, Text

MOST_LISTED = 6


def known(talk: Talk, service_id: str) -> bool:
    return find(talk, service_id) is not None


def find(talk: Talk, service_id: str) -> Service | None:
    return next((service for service in talk.agency.services if service.id == service_id), None)


def overview(talk: Talk, page: str = "") -> None:
    """/layanan: all services, a few at a time."""
    start = int(page) if page.isdigit() else 0
    services = talk.agency.services
    shown = services[start : start + MOST_LISTED]
    following = start + MOST_LISTED
    more = (
        (button("button-other-services", Act.SERVICES, str(following)),) if following < len(services) else ()
    )
    talk.say(
        talk.text("services"),
        buttons=(*(_named(talk, service) for service in shown), *more),
    )


def _named(talk: Talk, service: Service) -> Button:
    name = Text(id="plain", arguments={"words": service.name.to(talk.frame.language)})
    return Button(label=name, action=Act.SERVICE, argument=service.id)


def show(talk: Talk, service_id: str) -> None:
    """One service: what it is, whether it seems to fit, and the way on."""
    service = find(talk, service_id)
    if service is None:
        overview(talk)
        return
    language = talk.frame.language
    talk.set(offered_services=(service.id,))
    talk.say(
        Text(
            id="service",
            arguments={
                "name": service.name.to(language),
                "description": service.description.to(language),
                "eligibility": service.eligibility_description.to(language),
            },
        ),
        capacity_line(service),
        buttons=(
            button("button-how", Act.HOW, service.id),
            button("button-fit", Act.FIT, service.id),
            button("button-tell", Act.TELL),
            button("button-human", Act.HUMAN),
        ),
    )


def capacity_line(service: Service) -> Text | None:
    if service.capacity is Capacity.OPEN:
        return None
    return Text(id=f"capacity-{service.capacity}")


def fit_of(talk: Talk, service: Service) -> Fit:
    return assess(service, known_from(talk.frame))


def fit_text(talk: Talk, fit: Fit) -> Text:
    """In words: fits / not known yet / does not fit yet; who decides."""
    language = talk.frame.language
    parts = {
        "fits": _criteria(talk, fit, fit.having(Verdict.FITS)),
        "unknown": _criteria(talk, fit, fit.having(Verdict.UNKNOWN)),
        "against": _criteria(talk, fit, fit.having(Verdict.DOES_NOT_FIT)),
    }
    lines = tuple(
        Text(id=f"fit-{name}", arguments={"items": Text(id="list", arguments={"items": items})})
        for name, items in parts.items()
        if items
    )
    return Text(
        id="fit",
        arguments={
            "name": fit.service.name.to(language),
            "lines": lines,
            "decided_by": fit.service.decided_by.to(language),
        },
    )


def _criteria(talk: Talk, fit: Fit, results: tuple[CriterionResult, ...]) -> tuple[Text | str, ...]:
    return tuple(_criterion(talk, fit, result) for result in results)


def _criterion(talk: Talk, fit: Fit, result: CriterionResult) -> Text | str:
    if result.criterion == "document":
        papers = {paper.id: paper.document for paper in fit.service.required_documents}
        paper = papers.get(result.detail or "")
        return paper.to(talk.frame.language) if paper else str(result.detail)
    if result.criterion == "need":
        needs = tuple(Text(id=f"choice-needs-{need}") for need in fit.service.criteria.needs)
        return Text(id="criterion-need", arguments={"needs": Text(id="list", arguments={"items": needs})})
    return Text(id=f"criterion-{result.criterion}")


def scope_text(talk: Talk, service: Service) -> Text:
    """What can be quick, what takes time, what it does not do."""
    language = talk.frame.language
    lines = [
        Text(id=f"scope-{name}", arguments={"words": words.to(language)})
        for name, words in (("quick", service.quick), ("time", service.takes_time))
        if words
    ]
    lines += [Text(id="scope-out", arguments={"words": service.out_of_scope[0].to(language)})]
    return Text(id="lines", arguments={"lines": tuple(lines)})


def how(talk: Talk, service: Service) -> None:
    """Steps, papers, place, hours, cost: from the service's data, nothing of ours."""
    language = talk.frame.language
    steps = tuple(
        Text(id="step", arguments={"number": number, "words": step.to(language)})
        for number, step in enumerate(service.steps, 1)
    )
    talk.say(
        Text(id="how", arguments={"name": service.name.to(language), "lines": steps}), capacity_line(service)
    )
    papers = tuple(
        Text(
            id="paper",
            arguments={"document": paper.document.to(language), "missing": paper.if_missing.to(language)},
        )
        for paper in service.required_documents
    )
    if papers:
        talk.say(Text(id="papers", arguments={"lines": papers}))
    talk.say(
        *_places(talk, service),
        _cost(talk, service),
        buttons=(
            button("button-start", Act.TELL),
            button("button-fit", Act.FIT, service.id),
            button("button-human", Act.HUMAN),
        ),
    )


def _cost(talk: Talk, service: Service) -> Text:
    language = talk.frame.language
    wait = service.wait_time.to(language) if service.wait_time else ""
    return Text(
        id="cost-wait" if wait else "cost",
        arguments={"cost": service.cost_options[0].option.to(language), "wait": wait},
    )


def _places(talk: Talk, service: Service) -> tuple[Text, ...]:
    language, settings, now = talk.frame.language, talk.agency.settings, talk.around.now
    closed = public_holidays((now.year, now.year + 1), settings.closed_on_joint_leave)
    shown = []
    for at in service.service_at_locations[:2]:
        place = next((one for one in talk.agency.organization.locations if one.id == at.location_id), None)
        if place is None:
            continue
        schedules = at.schedules or service.schedules or place.schedules or settings.schedules
        state = opening_state(schedules, now, settings.time_zone, closed)
        moment = state.closes if state.open_now else state.next_opening
        opening = Text(
            id="open-until" if state.open_now else "open-from",
            arguments={"when": when(talk.agency, moment.at if moment else None, now)},
        )
        shown.append(
            Text(
                id="place",
                arguments={
                    "name": place.name.to(language),
                    "address": place.addresses[0].address_1,
                    "opening": opening,
                },
            )
        )
    return tuple(shown)
