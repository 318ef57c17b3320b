"""The environment, read once into frozen settings."""

from datetime import time
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import Misconfigured

DATA = Path("data")
BRANCH_NAME_LIMIT = 60  # characters; it heads every sheet of paper
SHORTEST_KEY = 12  # characters


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def _root(url: str) -> str:
    if not _is_address(url) or "?" in url or "#" in url:
        raise ValueError("must be an address such as https://api.telegram.org")
    return url.rstrip("/")


def _page(url: str) -> str:
    if not _is_address(url):
        raise ValueError("must be an address such as https://bot.example.org/hook")
    return url


def _name(name: str) -> str:
    if not 0 < len(name.strip()) <= BRANCH_NAME_LIMIT:
        raise ValueError(f"must be a name of 1 to {BRANCH_NAME_LIMIT} characters")
    return name.strip()


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("must be a time zone such as Asia/Shanghai") from None
    return name


def _hours(text: str) -> str:
    quiet_hours(text)
    return text


def quiet_hours(text: str) -> tuple[time, time]:
    """Read "20:00-08:00" as (from, until); the second may be the next morning."""
    try:
        begin, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise ValueError("must be hours such as 20:00-08:00") from None
    return begin, end


class Settings(BaseSettings):
    """Every setting there is; `.env.example` explains each one in the same order."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )  # only of `.env`: the environment is full of other programs' names, and those are not looked at

    bot_token: SecretStr | None = None
    bot_api_url: Annotated[str, AfterValidator(_root)] = "https://api.telegram.org"
    proxy_url: str | None = None
    database_url: str = "sqlite:///data/hongye.db"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    branch_name: Annotated[str, AfterValidator(_name)] = "离退休干部党支部"
    webhook_url: Annotated[str, AfterValidator(_page)] | None = None
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret: SecretStr | None = None
    invite_secret: SecretStr | None = None
    messages_per_second: float = Field(default=30.0, gt=0, le=1000)
    messages_per_chat_per_second: float = Field(default=1.0, gt=0, le=30)
    quiet_night: Annotated[str, AfterValidator(_hours)] = "20:00-08:00"
    quiet_noon: Annotated[str, AfterValidator(_hours)] = "12:00-14:30"
    log_level: str = "INFO"
    health_listen: str | None = None
    health_ping_url: Annotated[str, AfterValidator(_page)] | None = None
    card_emblem: Path | None = None
    sandbox_port: int = Field(default=8765, ge=0, le=65535)

    @field_validator("bot_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        number, colon, rest = (token.get_secret_value() if token else "1:x").partition(":")
        if not (number.isdecimal() and colon and rest):
            raise ValueError("must look like 123456:ABC..., as @BotFather gave it")
        return token

    @field_validator("proxy_url")
    @classmethod
    def _proxy(cls, url: str | None) -> str | None:
        if url and not _is_address(url):
            raise ValueError("must be an http:// or https:// proxy")
        return url

    @field_validator("invite_secret")
    @classmethod
    def _key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"must be at least {SHORTEST_KEY} characters long")
        return key

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        try:
            urlsplit(url).port  # noqa: B018  # to ask is to check
        except ValueError:
            raise ValueError("must have a number as its port") from None
        if urlsplit(url).scheme not in ("sqlite", "postgres", "postgresql", "postgresql+psycopg"):
            raise ValueError("must start with sqlite:/// or postgresql://")
        if url.startswith("sqlite") and urlsplit(url).path in ("", "/", "/:memory:"):
            raise ValueError("must name a file, such as sqlite:///data/hongye.db")
        return url

    @field_validator("webhook_listen", "health_listen")
    @classmethod
    def _listen(cls, address: str | None) -> str | None:
        if address is not None:
            host_and_port(address)
        return address

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr | None) -> SecretStr | None:
        # Telegram's own rule for secret_token.
        text = secret.get_secret_value() if secret else "long-enough-secret"
        if not (16 <= len(text) <= 256 and all(c.isascii() and (c.isalnum() or c in "_-") for c in text)):
            raise ValueError("must be 16 to 256 letters, digits, _ or -")
        return secret

    @field_validator("log_level")
    @classmethod
    def _level(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()


def data_folder(database_url: str) -> Path:
    """Return where files that belong to the data lie: beside a SQLite file, else under `data/`."""
    path = urlsplit(database_url).path.removeprefix("/")
    return Path(path).parent if database_url.startswith("sqlite") and path else DATA


def host_and_port(address: str) -> tuple[str, int]:
    """Read "127.0.0.1:8443"."""
    host, _, port = address.rpartition(":")
    if not (host and port.isdecimal() and int(port) < 65536):
        raise ValueError("must be an address such as 127.0.0.1:8443")
    return host.strip("[]"), int(port)


def read() -> Settings:
    """Return the settings of the environment and of `.env`.

    Raises Misconfigured with one sentence that names the first wrong setting.
    """
    if line := _unreadable_line():
        raise Misconfigured(f"Line {line} of .env cannot be read; it must be NAME=value.")
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0]).upper()
        if first["type"] == "extra_forbidden":
            raise Misconfigured(_unknown(name)) from None
        reason = str(first["msg"]).removeprefix("Value error, ").partition(", unable to parse")[0]
        reason = reason.replace("Input should be", "must be")
        raise Misconfigured(f"{name} {reason[0].lower()}{reason[1:]}.") from None
    except UnicodeDecodeError:
        raise Misconfigured(".env must be saved as UTF-8.") from None
    if settings.webhook_url and not settings.webhook_secret:
        raise Misconfigured("WEBHOOK_SECRET must be set when WEBHOOK_URL is.")
    return settings


def _unreadable_line() -> int | None:
    """Return the first line of `.env` that sets nothing: passed over, a token would be a sandbox."""
    try:
        text = Path(".env").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):  # whoever reads the values says so
        return None
    for each in parse_stream(StringIO(text)):
        if each.error or (each.key is not None and each.value is None):
            before = each.original.string[: -len(each.original.string.lstrip())]
            return each.original.line + before.count("\n")
    return None


def _unknown(name: str) -> str:
    """Say that a name in `.env` is none of ours, and which one is probably meant."""
    likely = get_close_matches(name, [known.upper() for known in Settings.model_fields], n=1)
    hint = f"{likely[0]} is, if that is meant" if likely else ".env.example lists them all"
    return f"{name} in .env is no setting; {hint}."
