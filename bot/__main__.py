"""The command line: `python -m bot run | sandbox | migrate | roster | invite | backup | restore`."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from bot import logs
from bot.errors import MigrationFailed, Misconfigured, Refusal

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

    from bot.settings import Settings

# Each command imports what it needs, because a question about the command line wants its answer at once.

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


def _settings() -> "Settings":
    from bot.settings import read

    try:
        settings = read()
    except Misconfigured as error:
        fail(str(error), EXIT_USAGE)
    secrets = [settings.bot_token, settings.webhook_secret, settings.invite_secret]
    logs.configure(settings.log_level, [secret.get_secret_value() for secret in secrets if secret])
    return settings


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end and turn what is expected to fail into one sentence."""
    from sqlalchemy.exc import DBAPIError

    try:
        return asyncio.run(work)
    except (MigrationFailed, Misconfigured, Refusal) as error:
        fail(str(error))
    except DBAPIError as error:
        fail(_no_database(error))
    except OSError as error:
        fail(_no_file(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _no_file(error: OSError) -> str:
    if error.filename is None:  # then it is none of the files that were named
        raise error
    return f"{error.filename}: {error.strerror}."


def _no_database(error: "DBAPIError") -> str:
    return f"The database did not answer: {type(error.orig).__name__}. See DATABASE_URL."


@cli.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        run()


@cli.command()
def run() -> None:
    """Serve Telegram; without BOT_TOKEN, open the sandbox."""
    from bot import serving

    settings = _settings()
    if settings.bot_token is None:
        typer.echo("BOT_TOKEN is not set, so this is the sandbox.")
        _run(serving.sandbox(settings))
    else:
        _run(serving.telegram(settings))


@cli.command()
def sandbox() -> None:
    """Try everything in a chat page on this machine, without a Telegram account."""
    from bot import serving

    _run(serving.sandbox(_settings()))


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from sqlalchemy.exc import DBAPIError

    from bot import migrating

    settings = _settings()
    try:
        changed = migrating.upgrade(settings.database_url)
    except MigrationFailed as error:
        fail(f"The schema was left as it was: {error}")
    except DBAPIError as error:
        fail(_no_database(error))
    except OSError as error:
        fail(_no_file(error))
    typer.echo("The schema is up to date now." if changed else "The schema was up to date already.")


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file to write.")]) -> None:
    """Write a verified copy of the database; the bot may run meanwhile."""
    from bot import backup as copies

    settings = _settings()
    try:
        counts = copies.backup(settings.database_url, file)
    except copies.BackupFailed as error:
        fail(str(error))
    except OSError as error:
        fail(_no_file(error))
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
    if not file.is_file():
        fail(f"There is no file {file}.", EXIT_USAGE)
    if not yes:
        typer.confirm("This replaces the database; what came after the backup is lost. Go on?", abort=True)
    try:
        copies.restore(settings.database_url, file)
    except copies.BackupFailed as error:
        fail(str(error))
    except OSError as error:
        fail(_no_file(error))
    typer.echo(
        f"Restored {file}. Messages that were waiting are listed as 说不准 and are not sent again.\n"
        "What it replaced is kept under a name with before_restore; delete it when all is well."
    )


@roster_cli.command("import")
def roster_import(
    file: Annotated[Path, typer.Argument(help="An xlsx or csv file.")],
    yes: Annotated[bool, typer.Option("--yes", help="Import without asking.")] = False,
    refused: Annotated[
        Path | None, typer.Option("--refused", help="A new file for the rows that were refused.")
    ] = None,
) -> None:
    """Show what a roster would change, ask, and import it."""
    from bot import commands

    settings = _settings()
    if not file.is_file():
        fail(f"There is no file {file}.", EXIT_USAGE)
    _run(commands.import_roster(settings, file, yes=yes, refused=refused))


@roster_cli.command("export")
def roster_export(file: Annotated[Path, typer.Argument(help="A new xlsx file to write.")]) -> None:
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
    if [bool(names), group is not None, everyone].count(True) != 1:
        fail("Give either names, or --group N, or --all.", EXIT_USAGE)
    if secretary and len(names or []) != 1:
        fail("--secretary goes with exactly one name.", EXIT_USAGE)
    if any(not name.strip() for name in names or []):
        fail("A name must not be empty.", EXIT_USAGE)
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
    # Databases, sheets and pictures are full of names: nobody but the owner reads what is written.
    os.umask(0o077)
    # Names are Chinese: a terminal that claims to know only ASCII must not end the program.
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    cli()


if __name__ == "__main__":
    main()
