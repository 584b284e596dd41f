"""A strict Telegram Bot API on loopback: what the real one refuses, this one refuses with the same words."""
