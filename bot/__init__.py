"""Rangkul: the first contact between a person who needs help and a social agency, on Telegram."""

__version__ = "0.1.0"
