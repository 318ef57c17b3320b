"""Settings: a wrong value stops the start with one sentence that names it."""

import socket
from datetime import time
from pathlib import Path

import pytest

from bot import settings
from bot.errors import Misconfigured, listening
from bot.settings import Settings, data_folder, host_and_port, quiet_hours, read


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read nothing of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_any_setting_everything_has_a_value():
    assert read().bot_token is None
    assert read().database_url == "sqlite:///data/hongye.db"


def test_an_empty_line_is_no_setting(tmp_path):
    (tmp_path / ".env").write_text("BOT_TOKEN=\nHEALTH_LISTEN=\nPROXY_URL=\nWEBHOOK_URL=\n")

    assert (read().bot_token, read().health_listen) == (None, None)


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("BRANCH_NAME=文件里的支部\nLOG_LEVEL=debug\n")
    monkeypatch.setenv("BRANCH_NAME", "环境里的支部")

    assert (read().branch_name, read().log_level) == ("环境里的支部", "DEBUG")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("BOT_TOKNE=1:x", "BOT_TOKNE in .env is no setting; BOT_TOKEN is, if that is meant."),
        (
            "export Database_Ulr=sqlite:///x.db",
            "DATABASE_ULR in .env is no setting; DATABASE_URL is, if that is meant.",
        ),
        ("TOKEN=1:x", "TOKEN in .env is no setting; BOT_TOKEN is, if that is meant."),
        ("EDITOR=vi", "EDITOR in .env is no setting; .env.example lists them all."),
    ],
)
def test_a_misspelt_name_in_the_file_stops_the_start_and_is_put_right(tmp_path, line, sentence):
    (tmp_path / ".env").write_text(f"LOG_LEVEL=INFO\n{line}\n")

    with pytest.raises(Misconfigured) as refused:
        read()

    assert str(refused.value) == sentence


def test_the_environment_is_full_of_names_that_are_no_settings(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("BOT_TOKNE=\n")  # and an empty line says nothing
    monkeypatch.setenv("BOT_TOKNE", "1:x")
    monkeypatch.setenv("EDITOR", "vi")

    assert read().bot_token is None


def test_a_file_as_an_editor_of_windows_leaves_it_is_read(tmp_path):
    (tmp_path / ".env").write_text("LOG_LEVEL=DEBUG\r\nBRANCH_NAME=红叶支部\r\n", encoding="utf-8-sig")

    assert (read().log_level, read().branch_name) == ("DEBUG", "红叶支部")


@pytest.mark.parametrize(
    "line", ["BOT_TOKEN: 42:SANDBOX", "this is no line", 'BRANCH_NAME="open', "BOT_TOKEN"]
)
def test_a_line_that_sets_nothing_stops_the_start(tmp_path, line):
    (tmp_path / ".env").write_text(f"# ours\n\n{line}\n")

    with pytest.raises(Misconfigured, match=r"^Line 3 of \.env cannot be read; it must be NAME=value\.$"):
        read()


def test_a_file_in_another_encoding_is_one_sentence(tmp_path):
    (tmp_path / ".env").write_text("BRANCH_NAME=红叶支部\n", encoding="gb18030")

    with pytest.raises(Misconfigured, match=r"^\.env must be saved as UTF-8\.$"):
        read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "no-colon"),
        ("BOT_TOKEN", "abc:def"),
        ("BOT_TOKEN", "123:"),
        ("BOT_API_URL", "api.telegram.org"),
        ("BOT_API_URL", "ftp://api.telegram.org"),
        ("PROXY_URL", "socks5://127.0.0.1:1080"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("TIMEZONE", "Peking"),
        ("TIMEZONE", "../etc/passwd"),
        ("WEBHOOK_URL", "example.org/hook"),
        ("WEBHOOK_LISTEN", "8443"),
        ("WEBHOOK_LISTEN", "127.0.0.1:99999"),
        ("WEBHOOK_SECRET", "short"),
        ("WEBHOOK_SECRET", "sixteen letters but blanks"),
        ("MESSAGES_PER_SECOND", "0"),
        ("MESSAGES_PER_SECOND", "fast"),
        ("MESSAGES_PER_CHAT_PER_SECOND", "31"),
        ("QUIET_NIGHT", "20-8"),
        ("QUIET_NIGHT", "20:00"),
        ("QUIET_NOON", "noon"),
        ("LOG_LEVEL", "LOUD"),
        ("HEALTH_LISTEN", "localhost"),
        ("HEALTH_PING_URL", "hc-ping.com/1"),
        ("SANDBOX_PORT", "70000"),
        ("SANDBOX_PORT", "web"),
        ("BOT_API_URL", "https://api.telegram.org/?x=1"),
        ("PROXY_URL", "http://"),
        ("PROXY_URL", "http://127.0.0.1:port"),
        ("DATABASE_URL", "postgresql://user@host:port/name"),
        ("BRANCH_NAME", "   "),
        ("BRANCH_NAME", "支" * 61),
        ("INVITE_SECRET", "short"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_its_setting(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(Misconfigured) as refused:
        read()

    sentence = str(refused.value)
    assert sentence.startswith(f"{name} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_number_that_is_none_is_said_in_plain_words(monkeypatch):
    monkeypatch.setenv("MESSAGES_PER_SECOND", "many")

    with pytest.raises(Misconfigured, match=r"^MESSAGES_PER_SECOND must be a valid number\.$"):
        read()


def test_an_address_that_is_taken_names_its_setting():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"

        with (
            pytest.raises(Misconfigured, match=f"^HEALTH_LISTEN {address} cannot be opened: "),
            listening("HEALTH_LISTEN", address),
            socket.socket() as other,
        ):
            other.bind(host_and_port(address))


def test_a_secret_is_never_in_the_sentence(monkeypatch):
    monkeypatch.setenv("WEBHOOK_SECRET", "geheim!")

    with pytest.raises(Misconfigured) as refused:
        read()

    assert "geheim" not in str(refused.value)


def test_a_webhook_needs_its_secret(monkeypatch):
    monkeypatch.setenv("WEBHOOK_URL", "https://example.org/hook")

    with pytest.raises(Misconfigured, match=r"^WEBHOOK_SECRET "):
        read()


def test_secrets_are_not_shown(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "123:a-secret-part")
    monkeypatch.setenv("INVITE_SECRET", "another-secret")

    assert "secret-part" not in repr(read())
    assert "another-secret" not in repr(read())


def test_hours_may_run_over_midnight():
    assert quiet_hours("20:00-08:00") == (time(20), time(8))
    assert quiet_hours(" 12:00 - 14:30 ") == (time(12), time(14, 30))


def test_an_address_is_a_host_and_a_port():
    assert host_and_port("127.0.0.1:8443") == ("127.0.0.1", 8443)
    assert host_and_port("[::1]:80") == ("::1", 80)


def test_what_belongs_to_the_data_lies_beside_it():
    assert data_folder("sqlite:////srv/hongye/hongye.db") == Path("/srv/hongye")
    assert data_folder("sqlite:///data/hongye.db") == Path("data")
    assert data_folder("postgresql://host/name") == settings.DATA
