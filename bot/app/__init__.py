"""The composition root: the only package that knows every concrete part."""

from .demonstrating import demo, understood
from .errors import CommandError, StartError
from .inviting import invite
from .logs import configure_logs, hold_back_tracebacks
from .mind import Casework, Mind, build_mind, build_understanding, root
from .model import model_client
from .serving import serve
from .wiring import Me, open_store, ports, who_am_i

__all__ = [
    "Casework",
    "CommandError",
    "Me",
    "Mind",
    "StartError",
    "build_mind",
    "build_understanding",
    "configure_logs",
    "demo",
    "hold_back_tracebacks",
    "invite",
    "model_client",
    "open_store",
    "ports",
    "root",
    "serve",
    "understood",
    "who_am_i",
]
