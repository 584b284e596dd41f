"""What an intent of the language model wants the bot to do."""

from __future__ import annotations

from .move import Act

INTENTS = {
    "ask_can_i_get_help": Act.CAN,
    "ask_does_it_fit": Act.FIT,
    "ask_how_to_apply": Act.HOW,
    "ask_cost": Act.COST,
    "ask_privacy": Act.PRIVACY,
    "ask_status": Act.STATUS,
    "ask_repeat": Act.REPEAT,
    "bot_challenge": Act.WHO,
    "report_misconduct": Act.MISCONDUCT,
    "talk_to_human": Act.HUMAN,
    "withdraw": Act.STOP,
    "go_back": Act.CHANGE_LIST,
    "reluctance": Act.RELUCTANT,
}

SOCIAL = {"greet": Act.GREET, "thanks": Act.THANKS, "goodbye": Act.THANKS}
