"""The need areas: what a person may need, what a service answers. Names are stored: do not rename."""

from enum import StrEnum

INTENT_PREFIX = "need_"


class Need(StrEnum):
    FOOD = "food"
    HEALTH = "health"
    HOUSING = "housing"
    WORK = "work"
    DEBT = "debt"
    EDUCATION = "education"
    DOCUMENTS = "documents"
    SOCIAL_AID = "social_aid"
    FAMILY = "family"
    CARE = "care"
    DISASTER = "disaster"
    VIOLENCE = "violence"
    SELF_HARM = "self_harm"


CRISIS_INTENTS = {"crisis_self_harm": Need.SELF_HARM, "crisis_violence": Need.VIOLENCE}


def need_of_intent(intent: str) -> Need | None:
    """The need area an intent names: need_food -> FOOD, crisis_violence -> VIOLENCE; None for all others."""
    if intent in CRISIS_INTENTS:
        return CRISIS_INTENTS[intent]
    name = intent.removeprefix(INTENT_PREFIX)
    return Need(name) if name != intent and name in set(Need) else None
