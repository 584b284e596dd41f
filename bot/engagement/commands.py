"""Commands, in both languages."""

from __future__ import annotations

from bot.situation.incoming import Incoming

from .move import Act, Move

COMMANDS = {
    "start": Act.ARRIVE,
    "menu": Act.MENU,
    "petunjuk": Act.HELP,
    "help": Act.HELP,
    "layanan": Act.SERVICES,
    "services": Act.SERVICES,
    "ringkasan": Act.SUMMARY,
    "summary": Act.SUMMARY,
    "bahasa": Act.LANGUAGE,
    "language": Act.LANGUAGE,
    "berhenti": Act.STOP,
    "stop": Act.STOP,
    "darurat": Act.EMERGENCY,
    "emergency": Act.EMERGENCY,
    "datasaya": Act.DATA,
    "mydata": Act.DATA,
    "hapus": Act.ERASE,
    "delete": Act.ERASE,
    "ubah": Act.CHANGE_LIST,
    "kembali": Act.BACK,
    "back": Act.BACK,
    "ulang": Act.RESTART,
    "restart": Act.RESTART,
    "petugas": Act.HUMAN,
    "status": Act.STATUS,
    "cabutizin": Act.CANCEL_SHARING,
    "tutup": Act.EXIT,
    "batal": Act.CANCEL_SHARING,
    "cancel": Act.CANCEL_SHARING,
}


def command(incoming: Incoming) -> Move:
    return Move(COMMANDS.get(incoming.command, Act.MENU), incoming.argument)
