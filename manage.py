"""The operators' command line. `python manage.py --help` lists the commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

import click

from actions.config import Config, config, house_db
from commands import backups, logs, people
from commands._owner import as_its_owner
from db.schema import NEWEST
from domain.errors import DatabaseTrouble, HouseError, InvalidField, InvalidInput
from domain.model import ROLES, Role, RoleGrant
from domain.version import VERSION
from locales.messages import operators_sentence

HERE = Path(__file__).resolve().parent
ROLE_WORDS: dict[Role, str] = {
    "admin": "administrator",
    "coordinator": "koordinator",
    "host": "vært",
    "manager": "leder",
}


@click.group()
@click.version_option(VERSION, message=f"Levende hus {VERSION} (skema {NEWEST})")
def cli() -> None:
    """Run and look after the house."""
    as_its_owner()


@cli.command()
@click.option("--demo/--no-demo", default=True, help="Fill an empty database with the demo house.")
@click.option("--prepare-only", is_flag=True, help="Migrate and print, but do not start.")
def serve(demo: bool, prepare_only: bool) -> None:
    """Migrate, fill the demo house if the database is empty, and start on PORT (8501)."""
    settings = _config()
    _prepare(demo)
    _name_proxies(settings)
    _print_addresses(settings)
    sys.stdout.flush()
    if prepare_only:
        return
    os.chdir(HERE)
    os.execv(
        sys.executable,
        [
            sys.executable,
            *("-m", "streamlit", "run", str(HERE / "app.py")),
            *("--server.port", str(settings.port)),
        ],
    )


@cli.command()
def feeds() -> None:
    """Serve only calendars and citizens' pages, without Streamlit, on PORT (8501)."""
    settings = _config()
    _prepare(demo=False)
    _name_proxies(settings)
    os.chdir(HERE)
    os.execv(
        sys.executable,
        [
            sys.executable,
            *("-m", "uvicorn", "--factory", "web:create"),
            *("--host", "127.0.0.1", "--port", str(settings.port)),
            *("--no-access-log", "--no-server-header"),
            *(() if settings.proxies else ("--no-proxy-headers",)),
        ],
    )


@cli.command("publish")
@click.argument("target")
@click.option("--watch", is_flag=True, help="Go on: publish after every change, until stopped.")
def publish_(target: str, watch: bool) -> None:
    """Write open calendars and citizens' pages as static files to TARGET.

    TARGET is a folder or s3://bucket/prefix (docs/publishing.md). Only what changed is written.
    """
    import signal
    import threading

    from backup.in_use import in_use
    from publish.run import Report, follow, publish, store_at
    from web import create

    def tell(report: Report) -> None:
        if report.written or report.removed or not watch:
            click.echo(
                f"Skrevet: {report.written}, uændret: {report.unchanged}, fjernet: {report.removed}"
            )

    settings = _config()
    with _told():
        if not settings.db_path.exists():
            raise DatabaseTrouble("missing", str(settings.db_path))
        store = store_at(target, house_db())
    _prepare(demo=False)
    with _told():
        if not watch:
            return tell(publish(create(), house_db(), store))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with _told(), in_use(house_db()):
        follow(create(), house_db(), target, stop, tell)


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from db.schema import migrate as bring_up

    with _told():
        click.echo(bring_up(config().db_path, _backup_first))


@cli.command()
def demo() -> None:
    """Fill an empty database with the demo house."""
    _prepare(demo=True)


@cli.command("add-staff")
@click.argument("username")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), required=True)
def add_staff(username: str, name: str, roles: tuple[Role, ...]) -> None:
    """Create an account and print a one-time link for choosing a password."""
    from actions import accounts

    with _told():
        grants = tuple(RoleGrant(role, None) for role in roles)
        staff_id = accounts.create_staff(
            house_db(), None, username=username, name=name, grants=grants
        )
        token = accounts.make_link(house_db(), None, staff_id, "password")
        click.echo(f"{config().url}/log-ind/{token}")


@cli.command("close-month")
@click.argument("period", required=False)
def close_month(period: str | None) -> None:
    """Release the protected figures of PERIOD (2026-10), or of all that is due."""
    from actions import clock, closing

    with _told():
        now = clock.now(house_db())
        if period:
            closing.close_month(house_db(), period, now=now)
        else:
            closing.close_due(house_db(), now=now)


@cli.command("run-jobs")
def run_jobs() -> None:
    """Run what is due now: horizon, closing of months, tidying."""
    from actions import housekeeping

    with _told():
        for name in housekeeping.run_due(house_db()):
            click.echo(name)


@cli.command("fetch-calendars")
def fetch_calendars() -> None:
    """Fetch every calendar from outside now, and say how each went."""
    import fetching
    from actions import clock
    from locales.outside import trouble_sentence

    with _told():
        for number, trouble in fetching.run(house_db(), clock.now(house_db()), all_of_them=True):
            click.echo(f"{number}: {trouble_sentence(trouble) if trouble else 'ok'}")


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, help="The coordinator who imports.")
@click.option("--category", default="", help="The type of what has none of its own.")
@click.option("--for-whom", "groups", multiple=True, help="A target group for what has none.")
@click.option("--update", is_flag=True, help="Change what was imported before; else it stays.")
@click.option("--publish", is_flag=True, help="Publish at once; else they come as drafts.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
def import_(
    file: Path,
    username: str,
    category: str,
    groups: tuple[str, ...],
    update: bool,
    publish: bool,
    dry_run: bool,
) -> None:
    """Import an .ics, CSV or XLSX FILE, all of it or nothing. Undo it in the history."""
    from commands.in_and_out import run

    with _told():
        for line in run(
            file,
            username=username,
            category=category,
            groups=groups,
            update=update,
            publish=publish,
            dry_run=dry_run,
        ):
            click.echo(line)


@cli.command("export")
@click.argument("week")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--for", "audience", type=click.Choice(["wall", "staff"]), default="wall")
def export(week: str, file: Path, audience: Literal["wall", "staff"]) -> None:
    """Write WEEK (2026-W48) to FILE, by its ending: .docx, .xlsx, .csv or .ics."""
    from commands.in_and_out import write_week

    with _told():
        click.echo(write_week(week, file, audience))


class _told:
    """Errors of the house end a command with their Danish sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, InvalidInput | InvalidField | HouseError):
            raise click.ClickException(operators_sentence(error)) from error


def _config() -> Config:
    """The configuration, or a sentence on what cannot be read."""
    from actions.elsewhere import provider
    from calendars.build import UnknownZone, check_zone

    try:
        check_zone(config().zone)
        provider()
        return config()
    except (UnknownZone, ValueError, KeyError) as error:
        words = "PORT, HOUSE_TZ, HOUSE_NOW, HOUSE_OIDC_…"
        raise click.ClickException(f"{words}: {error}") from error


def _name_proxies(settings: Config) -> None:
    """uvicorn would believe X-Forwarded-For of everybody on this machine; only who is named is."""
    os.environ["FORWARDED_ALLOW_IPS"] = settings.proxies


def _prepare(demo: bool) -> None:
    """Migrate, and fill an empty database when asked to."""
    from actions import clock
    from backup.in_use import in_use
    from db.house import is_empty
    from db.schema import migrate as bring_up

    with _told():
        path = config().db_path
        if path.is_dir():
            raise DatabaseTrouble("not-a-database", str(path))
        db = house_db()
        with in_use(db):
            bring_up(path, _backup_first)
        with db.read() as con:
            empty = is_empty(con)
        if empty and demo:
            from actions.demo import fill

            click.echo("Fylder demohuset …")
            fill(db, now=config().demo_now or clock.real_now())


def _backup_first() -> None:
    """Before a migration changes anything; without a backup there is no migration."""
    from backup.making import make

    made = make(house_db(), before_update=True)
    click.echo(f"Sikkerhedskopi før opdatering: {made.backup.name}")


def _print_addresses(settings: Config) -> None:
    """Where the house is, and one-time links: per role in a demo house, else the first admin's."""
    from actions import accounts
    from db.house import setting

    db = house_db()
    click.echo(f"Adresse: {settings.url}/")
    click.echo(f"Personale: {settings.url}/personale/")
    with db.read() as con:
        is_demo = setting(con, "demo") == "1"
    if is_demo:
        for role, token in accounts.demo_links(db).items():
            click.echo(f"Engangslink ({ROLE_WORDS[role]}): {settings.url}/log-ind/{token}")
        return
    first = accounts.first_admin_link(db)
    if first:
        click.echo(f"Engangslink (administrator): {settings.url}/log-ind/{first}")


for _command in (
    *(backups.backup_, backups.list_backups, backups.restore, backups.drill, backups.backup_key),
    *(logs.logs, people.person),
):
    cli.add_command(_command)

if __name__ == "__main__":
    cli()
