import pytest

from bot.situation.needs import Need, need_of_intent


@pytest.mark.parametrize(
    ("intent", "need"),
    [
        ("need_food", Need.FOOD),
        ("need_social_aid", Need.SOCIAL_AID),
        ("crisis_self_harm", Need.SELF_HARM),
        ("crisis_violence", Need.VIOLENCE),
        ("need_unicorn", None),
        ("food", None),
        ("talk_to_human", None),
        ("", None),
    ],
)
def test_an_intent_names_its_need(intent: str, need: Need | None) -> None:
    assert need_of_intent(intent) is need
