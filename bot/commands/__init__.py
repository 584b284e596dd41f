"""Commands of operators, one topic a file. What a command does lives in `bot.app` and `bot.store`."""
