"""Commands, in both languages."""

from __future__ import annotations

from bot.situation.incoming import Incoming

from .move import Act, Move

BY_LANGUAGE: dict[Act, dict[str, str]] = {
    Act.MENU: {"id": "menu", "en": "menu"},
    Act.HELP: {"id": "petunjuk", "en": "help"},
    Act.SERVICES: {"id": "layanan", "en": "services"},
    Act.SUMMARY: {"id": "ringkasan", "en": "summary"},
    Act.CHANGE_LIST: {"id": "ubah", "en": "change"},
    Act.BACK: {"id": "kembali", "en": "back"},
    Act.RESTART: {"id": "ulang", "en": "restart"},
    Act.STATUS: {"id": "status", "en": "status"},
    Act.HUMAN: {"id": "petugas", "en": "worker"},
    Act.EMERGENCY: {"id": "darurat", "en": "emergency"},
    Act.LANGUAGE: {"id": "bahasa", "en": "language"},
    Act.DATA: {"id": "datasaya", "en": "mydata"},
    Act.PERMISSIONS: {"id": "izin", "en": "permissions"},
    Act.CANCEL_SHARING: {"id": "cabutizin", "en": "withdraw"},
    Act.ERASE: {"id": "hapus", "en": "delete"},
    Act.STOP: {"id": "berhenti", "en": "stop"},
    Act.EXIT: {"id": "tutup", "en": "close"},
}
"""What every command is called; both names work in either language."""
COMMANDS: dict[str, Act] = {
    "start": Act.ARRIVE,
    **{name: act for act, names in BY_LANGUAGE.items() for name in names.values()},
    "batal": Act.CANCEL_SHARING,
    "cancel": Act.CANCEL_SHARING,
    "human": Act.HUMAN,
    "exit": Act.EXIT,
}


def command(incoming: Incoming) -> Move:
    return Move(COMMANDS.get(incoming.command, Act.MENU), incoming.argument)
