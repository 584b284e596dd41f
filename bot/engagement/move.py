"""A move: the one thing the bot does next. Buttons carry moves, typed words are turned into moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    # steering
    NOTHING = "nothing"
    PRESENT = "present"
    WELCOME = "welcome"
    ARRIVE = "arrive"
    MENU = "menu"
    HELP = "help"
    LANGUAGE = "language"
    BACK = "back"
    RESTART = "restart"
    REPEAT = "repeat"
    STOP = "stop"
    STOP_YES = "stop_yes"
    RESUME = "resume"
    CLARIFY = "clarify"
    OFF_TOPIC = "off_topic"
    GREET = "greet"
    THANKS = "thanks"
    # the story
    TELL = "tell"
    LISTEN = "listen"
    MORE = "more"
    DONE = "done"
    RELUCTANT = "reluctant"
    OWN_VIEW = "own_view"
    REPORTED = "reported"
    DUTY_ONLY = "duty_only"
    MEDIA = "media"
    PASSED_ON = "passed_on"
    REVISED = "revised"
    # consent and intake
    CONSENT = "consent"
    ANSWER = "answer"
    SKIP = "skip"
    ASK = "ask"
    ASK_AGAIN = "again"
    REVIEW = "review"
    CHANGE = "change"
    CHANGE_LIST = "changes"
    SEND = "send"
    # the three questions and others
    CAN = "can"
    FIT = "fit"
    HOW = "how"
    SERVICES = "services"
    SERVICE = "service"
    COST = "cost"
    PRIVACY = "privacy"
    STATUS = "status"
    WHO = "who"
    MISCONDUCT = "misconduct"
    # people
    HUMAN = "human"
    RELAY = "relay"
    COME_BACK = "come_back"
    ADD = "add"
    CANCEL_SHARING = "cancel"
    # danger
    EXIT = "exit"
    EMERGENCY = "emergency"
    CHECK = "check"
    CHECKED = "checked"
    SAFE = "safe"
    MEDICAL = "medical"
    CONTACT_TIME = "contact_time"
    # own data
    SUMMARY = "summary"
    DATA = "data"
    ERASE = "erase"
    ERASE_YES = "erase_yes"
    PERMISSIONS = "permissions"
    PERMIT = "permit"
    RETRACT = "retract"
    # time
    TIMER = "timer"


@dataclass(frozen=True)
class Move:
    act: Act
    argument: str = ""
