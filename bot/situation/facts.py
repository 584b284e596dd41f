"""A fact knows where it comes from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue

from .speech import Value


class Slot(StrEnum):
    PROBLEM = "problem"
    NEEDS = "needs"
    FIRST_CONCERN = "first_concern"
    SAFETY_NOW = "safety_now"
    LOCATION_NOW = "location_now"
    LANDMARK = "landmark"
    REGISTERED_AREA = "registered_area"
    WRITER_AGE_BAND = "writer_age_band"
    WORRY = "worry"
    EXPECTATION = "expectation"
    PREFER_WORKER = "prefer_worker"
    PROGRAM = "program"
    AID_PROBLEM = "aid_problem"
    HOUSEHOLD_SIZE = "household_size"
    CHILD_COUNT = "child_count"
    AGES = "ages"
    VULNERABLE = "vulnerable"
    SINCE_WHEN = "since_when"
    TRIED_BEFORE = "tried_before"
    FEELING = "feeling"
    FOR_WHOM = "for_whom"
    RELATION = "relation"
    THEY_KNOW = "they_know"
    PATHWAY = "pathway"
    REFERRER = "referrer"
    PRESSURE = "pressure"
    OWN_VIEW = "own_view"
    FORM_OF_ADDRESS = "form_of_address"
    CONTACT_WINDOW = "contact_window"
    WHO_MUST_NOT_KNOW = "who_must_not_know"
    PHONE = "phone"
    RESOURCES = "resources"
    DOCUMENTS = "documents"
    DOCUMENT_STATE = "document_state"
    MONEY = "money"
    FOOD_TODAY = "food_today"
    COOKING = "cooking"
    BABY_FED = "baby_fed"
    INJURED = "injured"
    CHILD_THREATENED = "child_threatened"
    MEDICAL_NOW = "medical_now"
    WHO_IS_ILL = "who_is_ill"
    HEALTH_NEED = "health_need"
    INSURANCE = "insurance"
    WHERE_ILL = "where_ill"
    BED_TONIGHT = "bed_tonight"
    HOUSING_EVENT = "housing_event"
    STAY_UNTIL = "stay_until"
    DOCUMENT_PURPOSE = "document_purpose"
    LIVES_WITH = "lives_with"
    DAILY_CARE = "daily_care"
    CARE_NEED = "care_need"
    DIFFICULTY = "difficulty"
    COMMUNICATION = "communication"
    ALL_SAFE = "all_safe"
    SHELTER_NOW = "shelter_now"
    DISASTER_NEED = "disaster_need"
    REACH_THROUGH = "reach_through"
    WORK_STATE = "work_state"
    WORK_HOPE = "work_hope"
    SKILLS = "skills"
    PUPIL = "pupil"
    SCHOOL_NOW = "school_now"
    SCHOOL_OBSTACLE = "school_obstacle"
    SCHOOL_DEADLINE = "school_deadline"
    ASKED_BEFORE = "asked_before"
    DEBT_THREAT = "debt_threat"
    DEBT_SOURCE = "debt_source"
    DEBT_HOPE = "debt_hope"
    CAREGIVER = "caregiver"
    TREATMENT = "treatment"


class Provenance(StrEnum):
    SAID = "said"
    BUTTON = "button"
    INFERRED = "inferred"
    WORKER = "worker"


class Fact(Value):
    """`value` is normalised (a place: {"code", "name", "level"}; a choice: its key; a list for several).

    `words` are the person's own, verbatim; `message` is the stored message they rest on.
    """

    value: JsonValue
    words: str = ""
    message: int | None = None
    at: datetime
    provenance: Provenance
    confidence: float = 1.0
    confirmed: bool = False


class Change(Value):
    """A fact that was replaced; what is corrected before sending leaves no trace on the card."""

    slot: Slot
    before: Fact
    at: datetime
    after_handoff: bool
