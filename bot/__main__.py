"""The command line: `python -m bot run | sandbox | migrate | roster | invite | backup | restore`."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.errors import MigrationFailed, Misconfigured, Refusal
from bot.settings import Settings, read

T = TypeVar("T")

cli = typer.Typer(
    help="红叶 (Hongye): a calm chat assistant for a Party branch of retired cadres.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and with them names and tokens
)
roster_cli = typer.Typer(help="The roster (花名册), as xlsx or csv.", no_args_is_help=True)
cli.add_typer(roster_cli, name="roster")

EXIT_FAILED = 1
EXIT_USAGE = 2


def fail(sentence: str, code: int = EXIT_FAILED) -> NoReturn:
    """End with one sentence on stderr."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _settings() -> Settings:
    try:
        settings = read()
    except Misconfigured as error:
        fail(str(error), EXIT_USAGE)
    secrets = [settings.bot_token, settings.webhook_secret, settings.invite_secret]
    logs.configure(settings.log_level, [secret.get_secret_value() for secret in secrets if secret])
    return settings


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end and turn what is expected to fail into one sentence."""
    try:
        return asyncio.run(work)
    except (MigrationFailed, Misconfigured, Refusal) as error:
        fail(str(error))
    except DBAPIError as error:
        fail(_no_database(error))
    except OSError as error:
        if error.filename is None:  # then it is none of the files that were named
            raise
        fail(f"{error.filename}: {error.strerror}.")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _no_database(error: DBAPIError) -> str:
    return f"The database did not answer: {type(error.orig).__name__}. See DATABASE_URL."


async def _until_stopped(serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Serve until SIGINT or SIGTERM; a second signal ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def _ask_to_stop() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _ask_to_stop)
    await serve(stop)


@cli.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        run()


@cli.command()
def run() -> None:
    """Serve Telegram; without BOT_TOKEN, open the sandbox."""
    settings = _settings()
    if settings.bot_token is None:
        typer.echo("BOT_TOKEN is not set, so this is the sandbox.")
        _run(_until_stopped(lambda stop: _sandbox(settings, stop)))
    else:
        _run(_until_stopped(lambda stop: _serve(settings, stop)))


@cli.command()
def sandbox() -> None:
    """Try everything in a chat page on this machine, without a Telegram account."""
    settings = _settings()
    _run(_until_stopped(lambda stop: _sandbox(settings, stop)))


def _hold_collector() -> None:
    # A start only makes what stays: looking through it for garbage again and again is a tenth of it.
    gc.disable()


def _release_collector() -> None:
    # What the start made is never garbage; a collection that looks at it keeps everybody waiting.
    gc.freeze()
    gc.enable()


async def _serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop, which may be before the start is through: a standby waits for long."""
    _hold_collector()
    from bot.app import App

    async def serve() -> None:
        async with App(settings) as app:
            _release_collector()
            logging.getLogger("bot").info("serving as @%s", app.bot.username)
            await app.ended.wait()

    serving = asyncio.create_task(serve())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def _sandbox(settings: Settings, stop: asyncio.Event) -> None:
    _hold_collector()
    from bot.stage import open_stage

    async with open_stage(settings) as address:
        _release_collector()
        typer.echo(f"\n  打开这个网页试一试 / open this page:  {address}\n\n  Ctrl-C 结束 / to stop.\n")
        await stop.wait()


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from bot import migrating

    settings = _settings()
    try:
        changed = migrating.upgrade(settings.database_url)
    except MigrationFailed as error:
        fail(f"The schema was left as it was: {error}")
    except DBAPIError as error:
        fail(_no_database(error))
    typer.echo("The schema is up to date now." if changed else "The schema was up to date already.")


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file to write.")]) -> None:
    """Write a verified copy of the database; the bot may run meanwhile."""
    from bot import backup as copies

    settings = _settings()
    try:
        counts = copies.backup(settings.database_url, file)
    except (copies.BackupFailed, OSError) as error:
        fail(str(error))
    rows = f", {sum(counts.values())} rows in {len(counts)} tables" if counts else ""
    typer.echo(f"Wrote {file}{rows}; opened and checked.")


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the database; stop the bot first."""
    from bot import backup as copies

    settings = _settings()
    if not yes:
        typer.confirm("This replaces the database; what came after the backup is lost. Go on?", abort=True)
    try:
        copies.restore(settings.database_url, file)
    except (copies.BackupFailed, OSError) as error:
        fail(str(error))
    typer.echo(f"Restored {file}. Messages that were waiting are listed as 说不准 and are not sent again.")


@roster_cli.command("import")
def roster_import(
    file: Annotated[Path, typer.Argument(help="An xlsx or csv file.")],
    yes: Annotated[bool, typer.Option("--yes", help="Import without asking.")] = False,
    refused: Annotated[
        Path | None, typer.Option("--refused", help="Where to write the rows that were refused.")
    ] = None,
) -> None:
    """Show what a roster would change, ask, and import it."""
    from bot import commands

    settings = _settings()
    if not file.is_file():
        fail(f"There is no file {file}.", EXIT_USAGE)
    _run(commands.import_roster(settings, file, yes=yes, refused=refused))


@roster_cli.command("export")
def roster_export(file: Annotated[Path, typer.Argument(help="The xlsx file to write.")]) -> None:
    """Write the roster as it is; importing it again changes nothing."""
    from bot import commands

    settings = _settings()
    count = _run(commands.export_roster(settings, file))
    typer.echo(f"Wrote {count} people to {file}.")


@cli.command()
def invite(
    names: Annotated[list[str] | None, typer.Argument(help="Names as on the roster.")] = None,
    group: Annotated[int | None, typer.Option("--group", help="Everybody of a Party group.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everybody who has not opened the bot.")] = False,
    paper: Annotated[bool, typer.Option("--paper", help="Carried on paper: lives 30 days.")] = False,
    secretary: Annotated[
        bool, typer.Option("--secretary", help="Make this one person the secretary (书记) first.")
    ] = False,
    qr: Annotated[Path | None, typer.Option("--qr", help="A folder for one QR picture each.")] = None,
) -> None:
    """Print an invitation a line: name, link and code."""
    from bot import commands

    settings = _settings()
    if not names and group is None and not everyone:
        fail("Name somebody, or use --group N or --all.", EXIT_USAGE)
    if secretary and len(names or []) != 1:
        fail("--secretary goes with exactly one name.", EXIT_USAGE)
    _run(
        commands.invite(
            settings,
            names or [],
            group=group,
            everyone=everyone,
            paper=paper,
            secretary=secretary,
            qr_folder=qr,
        )
    )


def main() -> None:
    """Enter the command line."""
    # Names are Chinese: a terminal that claims to know only ASCII must not end the program.
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    cli()


if __name__ == "__main__":
    main()
