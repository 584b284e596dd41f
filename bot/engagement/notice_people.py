"""Who lives there, who is helped, who sent them, how they came."""

from __future__ import annotations

from bot.situation.facts import Provenance, Slot
from bot.situation.frame import CameBy, Pathway
from bot.situation.reading import Reading

from .talk import Talk

PRESSING_REFERRERS = frozenset(
    {
        "court",
        "police",
        "probation",
        "prison",
        "school",
        "employer",
        "military",
        "spouse",
        "parents",
        "village_office",
    }
)


def household(talk: Talk, reading: Reading) -> None:
    home = reading.household
    if home is None or not home.says_something:
        return
    words = _around(reading, ("household_size", "child_count", "age", "relation"))
    if home.size is not None:
        talk.learn(Slot.HOUSEHOLD_SIZE, home.size, words=words)
    if home.child_count is not None:
        talk.learn(Slot.CHILD_COUNT, home.child_count, words=words)
    if home.child_ages_months:
        talk.learn(Slot.AGES, list(home.child_ages_months), words=words)
    found = [
        key
        for key, there in (
            ("baby", any(age < 12 for age in home.child_ages_months)),
            ("small_child", any(12 <= age < 60 for age in home.child_ages_months)),
            ("pregnant", home.pregnant),
            ("elderly", home.elderly),
            ("disability", home.disabled),
        )
        if there
    ]
    if found:
        known = talk.frame.value(Slot.VULNERABLE)
        before = [str(key) for key in known if key != "none"] if isinstance(known, list) else []
        talk.learn(Slot.VULNERABLE, list(dict.fromkeys([*before, *found])), words=words)


def _around(reading: Reading, kinds: tuple[str, ...]) -> str:
    """The clauses that carry entities of these kinds, verbatim."""
    carriers = [entity for entity in reading.entities if entity.entity in kinds]
    clauses = [
        clause.text
        for clause in reading.clauses
        if any(clause.start <= entity.start < clause.end for entity in carriers)
    ]
    return ", ".join(dict.fromkeys(clauses)) or reading.text


def for_whom(talk: Talk, reading: Reading) -> None:
    if reading.intent == "for_other" and reading.sure:
        talk.learn(Slot.FOR_WHOM, "other", words=reading.text, provenance=Provenance.INFERRED)
        for entity in reading.entities_of("relation")[:1]:
            talk.learn(Slot.RELATION, str(entity.value or entity.text), words=entity.text)


def pathway(talk: Talk, reading: Reading) -> None:
    for entity in reading.entities_of("referrer")[:1]:
        talk.learn(Slot.REFERRER, str(entity.value or entity.text), words=entity.text)
    sent = reading.intent in ("referred_by", "reluctance") and reading.sure
    referrer = talk.frame.value(Slot.REFERRER)
    if talk.frame.came_by.kind == "referrer" or (sent and referrer in PRESSING_REFERRERS):
        talk.learn(
            Slot.PATHWAY,
            Pathway.INVOLUNTARY.value,
            words=reading.text if sent else "",
            provenance=Provenance.INFERRED,
        )
    elif Slot.PATHWAY not in talk.frame.facts:
        outreach = talk.frame.came_by.kind == "outreach"
        talk.learn(
            Slot.PATHWAY,
            (Pathway.OUTREACH if outreach else Pathway.VOLUNTARY).value,
            provenance=Provenance.INFERRED,
        )


def came_by_link(talk: Talk, came_by: CameBy) -> None:
    """A deep link is a fact of its own: how the person came."""
    talk.set(came_by=came_by)
    pathway = {"referrer": Pathway.INVOLUNTARY, "outreach": Pathway.OUTREACH}.get(
        came_by.kind, Pathway.VOLUNTARY
    )
    talk.learn(Slot.PATHWAY, pathway.value, provenance=Provenance.INFERRED)
    if came_by.kind == "referrer":
        talk.learn(Slot.REFERRER, came_by.target, provenance=Provenance.INFERRED)
