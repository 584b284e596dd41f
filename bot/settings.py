"""Every setting, in one frozen value. Read from the environment, `rangkul.env` and a secrets folder."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

_CONTAINER_SECRETS = Path("/run/secrets")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsError(ValueError):
    """One line: which setting, what is wrong, how to mend it."""


def _public(url: str) -> str:
    address = urlsplit(url)
    if address.hostname and (
        address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    ):
        return url
    raise ValueError("use https:// (plain http only for loopback addresses)")


_DATABASE = re.compile(
    r"(postgresql\+psycopg|sqlite\+aiosqlite)://"
    r"([^:/@]*(:[^@]*)?@)?(\[[0-9a-fA-F:.]+\]|[^/:?@]*)(:[0-9]+)?(/[^?]*)?(\?.*)?"
)


def _database(url: str) -> str:
    """As the driver reads it: what it cannot read it would quote, and a password is in it."""
    if _DATABASE.fullmatch(url):
        return url
    raise ValueError(
        "write postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME, in the password %40 for @, %3A for : and %2F for /"
    )


def _token(token: SecretStr | None) -> SecretStr | None:
    if token is None or re.fullmatch(r"[0-9]+:[\w-]+", token.get_secret_value(), re.ASCII):
        return token
    raise ValueError("a token looks like 123456:ABC-def; copy it from @BotFather")


def _secret(secret: SecretStr | None) -> SecretStr | None:
    if secret is None or re.fullmatch(r"[\w-]{1,256}", secret.get_secret_value(), re.ASCII):
        return secret
    raise ValueError("use 1 to 256 of A-Z a-z 0-9 _ -, which is what Telegram takes")


def _ids(given: object) -> object:
    """One id or several, separated by commas or spaces."""
    if not isinstance(given, str):
        return given
    found = given.replace(",", " ").split()
    if all(re.fullmatch(r"[0-9]+", one, re.ASCII) for one in found):
        return tuple(int(one) for one in found)
    raise ValueError("write Telegram ids as integers, separated by commas")


def _listen(address: str) -> str:
    host, _, port = address.rpartition(":")
    if host and port.isdigit() and int(port) < 65536:
        return address
    raise ValueError("write HOST:PORT, like 127.0.0.1:8080")


class Settings(BaseSettings):
    """The variables are called RANGKUL_ and the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="RANGKUL_", env_file="rangkul.env", extra="ignore", frozen=True
    )

    bot_token: Annotated[
        SecretStr | None, AfterValidator(_token), Field(description="token of the bot; needed by `run`")
    ] = None
    bot_api_url: Annotated[str, AfterValidator(_public), Field(description="Bot API server")] = (
        "https://api.telegram.org"
    )
    data_dir: Annotated[Path, Field(description="SQLite file, keys, exports")] = Path(".data")
    database_url: Annotated[
        str | None,
        AfterValidator(lambda url: url and _database(url)),
        Field(description="postgresql+psycopg://...; else SQLite in the data dir", repr=False),
    ] = None
    nlu_url: Annotated[str | None, Field(description="Rasa server; else one of our own is started")] = None
    webhook_url: Annotated[
        str | None,
        AfterValidator(lambda url: url and _public(url)),
        Field(description="public address; else long polling"),
    ] = None
    webhook_secret: Annotated[
        SecretStr | None,
        AfterValidator(_secret),
        Field(description="sent along by Telegram; else made at each start"),
    ] = None
    listen: Annotated[str, AfterValidator(_listen), Field(description="HOST:PORT of webhook and health")] = (
        "127.0.0.1:8080"
    )
    master_key_file: Annotated[Path | None, Field(description="master key; else made in the data dir")] = None
    agency_file: Annotated[Path | None, Field(description="agency and services; else the example agency")] = (
        None
    )
    admin_ids: Annotated[
        tuple[int, ...],
        NoDecode,
        BeforeValidator(_ids),
        Field(description="Telegram ids of admins from the start"),
    ] = ()
    worker_ids: Annotated[
        tuple[int, ...],
        NoDecode,
        BeforeValidator(_ids),
        Field(description="Telegram ids of workers from the start"),
    ] = ()
    staff_group_id: Annotated[int | None, Field(description="a staff group already bound")] = None
    keep_closed_days: Annotated[
        int, Field(ge=30, le=3650, description="days that people stay whose cases are all closed")
    ] = 730
    log_format: Annotated[
        Literal["console", "json"] | None, Field(description="console on a terminal, else json")
    ] = None


def read_settings(secrets_dir: Path | None = None) -> Settings:
    """`secrets_dir`: a file per setting, like `rangkul_bot_token`; by default where systemd or a container puts them.

    Raises SettingsError with one clear line for the first wrong setting.
    """
    try:
        return Settings(_secrets_dir=secrets_dir or _given_secrets())
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = "RANGKUL_" + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
    except UnreadableError as error:
        raise SettingsError(f"{error.__cause__ or error}: give the file to the bot's account") from None


def _given_secrets() -> Path | None:
    """systemd names its folder (LoadCredential=); container engines use one place."""
    named = os.environ.get("CREDENTIALS_DIRECTORY")  # noqa: TID251 - this is the one place that reads it
    folder = Path(named) if named else _CONTAINER_SECRETS
    return folder if folder.is_dir() else None


def describe() -> tuple[tuple[str, str], ...]:
    """Variable and meaning of every setting, for the README's table and its test."""
    return tuple(
        (f"RANGKUL_{name.upper()}", field.description or "") for name, field in Settings.model_fields.items()
    )
