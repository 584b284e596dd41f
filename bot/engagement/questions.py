"""What is asked for which need, in order; the words are `ask-<slot>` and `choice-<slot>-<key>` in the catalogue.

Order: danger, today, who is vulnerable, where, the rest. Source: the intake tables of the project's word guideline.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.situation.facts import Slot
from bot.situation.frame import Frame, Urgency
from bot.situation.needs import Need
from bot.situation.reading import AnswerKind

from .child import sounds_young

MOST_QUESTIONS = 7
MOST_QUESTIONS_URGENT = 3


@dataclass(frozen=True)
class Question:
    slot: Slot
    kind: AnswerKind = "free"
    choices: tuple[str, ...] = ()
    several: bool = False


def _choose(slot: Slot, *choices: str) -> Question:
    return Question(slot, "choice", choices)


WHERE = Question(Slot.LOCATION_NOW, "place")
VULNERABLE = Question(
    Slot.VULNERABLE,
    "choice",
    ("baby", "small_child", "pregnant", "elderly", "ill", "disability", "none"),
    several=True,
)
FOOD_TODAY = _choose(Slot.FOOD_TODAY, "enough", "little", "nothing")
BABY_FED = _choose(Slot.BABY_FED, "yes", "little", "nothing")
FORM_OF_ADDRESS = _choose(Slot.FORM_OF_ADDRESS, "ibu", "bapak", "kak", "name")
CONTACT = _choose(Slot.CONTACT_WINDOW, "chat", "phone", "hours", "never")
REGISTERED = _choose(Slot.REGISTERED_AREA, "same", "other", "none", "unknown")
THEY_KNOW = _choose(Slot.THEY_KNOW, "yes", "not_yet", "hard_to_ask")
AGE_BAND = _choose(Slot.WRITER_AGE_BAND, "primary", "secondary", "adult")
PROBLEM = Question(Slot.PROBLEM)
NEEDS = _choose(Slot.NEEDS, "food", "health", "housing", "social_aid", "documents", "debt", "other")
FIRST_CONCERN = Question(Slot.FIRST_CONCERN, "choice")

BY_NEED: dict[Need, tuple[Question, ...]] = {
    Need.FOOD: (
        FOOD_TODAY,
        VULNERABLE,
        WHERE,
        Question(Slot.HOUSEHOLD_SIZE, "number", ("2", "4", "5")),
        _choose(Slot.COOKING, "yes", "no"),
    ),
    Need.HEALTH: (
        _choose(Slot.MEDICAL_NOW, "yes", "no"),
        _choose(Slot.WHO_IS_ILL, "self", "child", "parent", "other"),
        _choose(Slot.HEALTH_NEED, "treatment", "medicine", "cost", "insurance", "aid"),
        _choose(Slot.INSURANCE, "active", "inactive", "none", "unknown"),
        WHERE,
    ),
    Need.HOUSING: (
        _choose(Slot.BED_TONIGHT, "yes", "no", "unsure"),
        _choose(Slot.HOUSING_EVENT, "evicted", "damaged", "homeless", "unsafe"),
        _choose(Slot.STAY_UNTIL, "today", "week", "month"),
        VULNERABLE,
        WHERE,
    ),
    Need.DOCUMENTS: (
        _choose(Slot.DOCUMENTS, "ktp", "kk", "birth_certificate", "moving", "sktm", "other"),
        _choose(Slot.DOCUMENT_STATE, "lost", "damaged", "wrong", "never"),
        _choose(Slot.DOCUMENT_PURPOSE, "treatment", "school", "social_aid", "other"),
        WHERE,
        REGISTERED,
    ),
    Need.CARE: (
        _choose(Slot.LIVES_WITH, "alone", "partner", "family", "other"),
        _choose(Slot.DAILY_CARE, "able", "helped", "unable"),
        _choose(Slot.CARE_NEED, "food", "treatment", "care", "aid", "housing"),
        THEY_KNOW,
        WHERE,
    ),
    Need.DISASTER: (
        _choose(Slot.ALL_SAFE, "safe", "not_safe"),
        _choose(Slot.SHELTER_NOW, "shelter", "family", "outside", "home"),
        WHERE,
        VULNERABLE,
        _choose(Slot.DISASTER_NEED, "water", "food", "blanket", "medicine", "hygiene", "search"),
        _choose(Slot.REACH_THROUGH, "post", "family", "rt"),
    ),
    Need.WORK: (
        _choose(Slot.WORK_STATE, "laid_off", "unpaid", "business", "searching"),
        FOOD_TODAY,
        _choose(Slot.WORK_HOPE, "job", "training", "capital", "rights"),
        Question(Slot.SKILLS),
        WHERE,
    ),
    Need.EDUCATION: (
        Question(Slot.PUPIL),
        _choose(Slot.SCHOOL_NOW, "attending", "often_absent", "stopped"),
        _choose(
            Slot.SCHOOL_OBSTACLE, "cost", "supplies", "far", "must_work", "no_certificate", "unsafe", "other"
        ),
        _choose(Slot.SCHOOL_DEADLINE, "week", "month", "unknown"),
        WHERE,
    ),
    Need.SOCIAL_AID: (
        _choose(Slot.PROGRAM, "pkh", "sembako", "pbi", "blt", "unknown"),
        _choose(Slot.AID_PROBLEM, "never", "stopped", "cut", "wrong_data"),
        FOOD_TODAY,
        WHERE,
        _choose(Slot.ASKED_BEFORE, "nobody", "village", "companion", "dinsos", "line171"),
    ),
    Need.DEBT: (
        _choose(Slot.DEBT_THREAT, "yes", "no"),
        _choose(Slot.DEBT_SOURCE, "app", "bank", "mobile_bank", "person"),
        FOOD_TODAY,
        _choose(Slot.DEBT_HOPE, "stop_threats", "instalments", "talk_first"),
        WHERE,
    ),
    Need.FAMILY: (
        Question(Slot.SAFETY_NOW, "choice", ("safe", "unsafe")),
        VULNERABLE,
        Question(Slot.EXPECTATION),
        WHERE,
    ),
    Need.VIOLENCE: (
        _choose(Slot.INJURED, "yes", "no", "unknown"),
        WHERE,
        _choose(Slot.CHILD_THREATENED, "yes", "no", "unknown"),
    ),
    Need.SELF_HARM: (),
}
ALL = {
    question.slot: question
    for question in (
        *(question for questions in BY_NEED.values() for question in questions),
        FORM_OF_ADDRESS,
        CONTACT,
        REGISTERED,
        THEY_KNOW,
        AGE_BAND,
        PROBLEM,
        NEEDS,
        BABY_FED,
        FIRST_CONCERN,
        *(
            Question(slot)
            for slot in (
                Slot.WORRY,
                Slot.EXPECTATION,
                Slot.TRIED_BEFORE,
                Slot.SINCE_WHEN,
                Slot.OWN_VIEW,
                Slot.RESOURCES,
                Slot.WHO_MUST_NOT_KNOW,
                Slot.PREFER_WORKER,
            )
        ),
        Question(Slot.CHILD_COUNT, "number"),
    )
}


def needs_of(frame: Frame) -> tuple[Need, ...]:
    """Needs in the order that counts: the person's own first concern, then as they were said."""
    said = frame.value(Slot.NEEDS)
    needs = [Need(need) for need in said] if isinstance(said, list) else []
    first = frame.value(Slot.FIRST_CONCERN)
    return tuple(sorted(needs, key=lambda need: need != first))


def plan(frame: Frame, *, registered_area_matters: bool = False) -> tuple[Question, ...]:
    """All questions of this conversation in order, known ones included."""
    needs = needs_of(frame)
    questions: list[Question] = []
    if sounds_young(frame) or Slot.WRITER_AGE_BAND in frame.facts:
        questions.append(AGE_BAND)
    if not needs:
        questions.append(NEEDS)
    if len(needs) > 1:
        questions.append(FIRST_CONCERN)
    if frame.value(Slot.FOR_WHOM) == "other":
        questions.append(THEY_KNOW)
    if needs:
        questions.extend(BY_NEED[needs[0]])
    if not any(question.slot is Slot.LOCATION_NOW for question in questions):
        questions.append(WHERE)
    if registered_area_matters and not frame.child:
        questions.append(REGISTERED)
    if _early(frame):
        return tuple(dict.fromkeys(questions[:MOST_QUESTIONS_URGENT]))
    questions.extend((FORM_OF_ADDRESS, CONTACT))
    return tuple(dict.fromkeys(questions))


def _early(frame: Frame) -> bool:
    """Urgent, or a child: a worker reads it after few questions."""
    return frame.urgency is Urgency.URGENT or frame.child


def next_question(frame: Frame, *, registered_area_matters: bool = False) -> Question | None:
    """The most useful fact that is missing, or None when enough was asked."""
    most = MOST_QUESTIONS_URGENT if _early(frame) else MOST_QUESTIONS
    missing = [
        question
        for question in plan(frame, registered_area_matters=registered_area_matters)
        if not frame.knows(question.slot)
    ]
    left = most - len(frame.asked_slots)
    if not missing or left <= 0:
        return None
    # How to address and reach the person are needed for every handoff: the last two places are theirs.
    last = [question for question in missing if question in (FORM_OF_ADDRESS, CONTACT)]
    return missing[0] if left > len(last) or not last else last[0]


def left_to_ask(frame: Frame, *, registered_area_matters: bool = False) -> int:
    """How many questions are still to come, the open one included."""
    most = MOST_QUESTIONS_URGENT if _early(frame) else MOST_QUESTIONS
    missing = sum(
        not frame.knows(question.slot)
        for question in plan(frame, registered_area_matters=registered_area_matters)
    )
    asked_open = 1 if frame.asked and frame.asked.slot in frame.asked_slots else 0
    return min(missing, most - len(frame.asked_slots) + asked_open)
