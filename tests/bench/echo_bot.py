"""The least a bot can do, with python-telegram-bot: says what it hears. `echo_bot.py TOKEN API_URL`"""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(token: str, url: str) -> None:
    built: Application = (  # type: ignore[type-arg]
        ApplicationBuilder().token(token).base_url(f"{url}/bot").concurrent_updates(True).build()
    )
    built.add_handler(MessageHandler(filters.TEXT, echo))
    built.run_polling(allowed_updates=["message"])


if __name__ == "__main__":
    main(*sys.argv[1:])
