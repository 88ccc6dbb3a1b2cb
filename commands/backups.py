"""manage.py backup, backups, restore, drill, backup-key."""

from __future__ import annotations

from pathlib import Path

import click

from actions.config import config, house_db
from commands._told import told

_IDENTITY = click.option(
    "--identity",
    default="",
    envvar="HOUSE_BACKUP_IDENTITY",
    help="The file with the secret key, for a backup that is encrypted; - for standard input.",
)
_FROM = click.option("--from", "target", default=None, help="Another folder or s3://bucket/prefix.")


@click.command("backup")
@click.argument("target", required=False)
def backup_(target: str | None) -> None:
    """Make a backup now, while people work, and thin the older ones.

    TARGET is a folder or s3://bucket/prefix; without it HOUSE_BACKUPS, else "backups" beside the
    database. Encrypted when HOUSE_BACKUP_KEY holds a public key (backup-key makes a pair).
    """
    from backup.making import make, where

    with told():
        db = house_db()
        made = make(db, target)
        kind = "krypteret" if made.backup.encrypted else "ikke krypteret (sæt HOUSE_BACKUP_KEY)"
        click.echo(f"Sikkerhedskopi: {target or where(db)}/{made.backup.name}")
        click.echo(f"{made.bytes} bytes, {kind}, skema {made.checked.schema}")
        click.echo(_rows(made.checked.rows))
        click.echo(f"Ældre kopier fjernet: {made.removed}")


@click.command("backups")
@_FROM
def list_backups(target: str | None) -> None:
    """List the backups, the oldest first."""
    from backup.making import where
    from backup.stores import store_at

    with told():
        for one in store_at(target or where(house_db())).listed():
            click.echo(one.name)


@click.command()
@click.argument("name", required=False, default="")
@_IDENTITY
@_FROM
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(name: str, identity: str, target: str | None, yes: bool) -> None:
    """Put a backup in the place of the database; without NAME the newest one.

    NAME is a backup's name or a path to one. Stop the house first. The backup is checked before
    anything is replaced, and the old database is kept beside the new one. With the key on
    standard input nothing is asked.
    """
    from backup.restoring import restore as bring_back

    path = config().db_path
    if not yes and path.exists() and identity != "-":
        click.confirm(f"Erstat {path}? Den gamle database gemmes ved siden af.", abort=True)
    with told():
        done = bring_back(house_db(), name, identity=identity, target=target)
        click.echo(f"Gendannet: {done.backup.name} -> {path}")
        click.echo(_rows(done.checked.rows))
        if done.old is not None:
            click.echo(f"Den gamle database: {done.old}")
        click.echo("Alle skal logge ind igen, tablets også.")


@click.command()
@click.argument("name", required=False, default="")
@_IDENTITY
@_FROM
def drill(name: str, identity: str, target: str | None) -> None:
    """Prove that the newest backup can be used: open it, check it, build a calendar from it."""
    from backup.restoring import drill as prove

    with told():
        found = prove(house_db(), name, identity=identity, target=target)
        click.echo(f"Sikkerhedskopi: {found.backup.name}")
        click.echo(f"Integritet og henvisninger: i orden. Skema {found.checked.schema}", nl=False)
        updated = found.migrated_to != found.checked.schema
        click.echo(f", opdateret til {found.migrated_to}" if updated else "")
        click.echo(_rows(found.checked.rows))
        click.echo(f"Kalenderen Hele huset: {found.events} datoer, {found.feed_bytes} bytes")
        click.echo("Øvelsen lykkedes.")


@click.command("backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_key(file: Path) -> None:
    """Make a pair of keys: the secret one into FILE, the public one on the screen.

    Keep FILE away from this machine (a safe, a password manager): it opens the backups, and
    without it nobody can. The public key goes into HOUSE_BACKUP_KEY.
    """
    import os

    import pyrage

    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise click.ClickException(f"{file} findes allerede.") from error
    with os.fdopen(handle, "w") as out:
        out.write(f"# public key: {public}\n{identity}\n")
    click.echo(f"HOUSE_BACKUP_KEY={public}")


def _rows(rows: dict[str, int]) -> str:
    return "Rækker: " + ", ".join(f"{table} {count}" for table, count in rows.items())
