"""Telephone numbers as agencies write them: service numbers (112, 1500-771, 021-129) and ordinary ones."""

import re

import phonenumbers

SHORT_CODE = re.compile(r"^\d{3}$")
SERVICE_NUMBER = re.compile(r"^(?:0\d{2,3}-\d{3}|1\d{3}-\d{3}|0800-\d{4})$")


def check_number(number: str) -> str:
    """The number unchanged, or ValueError when nobody could dial it in Indonesia."""
    if SHORT_CODE.match(number) or SERVICE_NUMBER.match(number):
        return number
    if not _is_valid(number):
        raise ValueError(f"'{number}' is not a telephone number that can be dialled in Indonesia")
    return number


def check_mobile(number: str) -> str:
    """The number unchanged, or ValueError: WhatsApp needs a full, valid number."""
    if not _is_valid(number):
        raise ValueError(f"'{number}' is not a valid WhatsApp number")
    return number


def _is_valid(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "ID"))
    except phonenumbers.NumberParseException:
        return False
