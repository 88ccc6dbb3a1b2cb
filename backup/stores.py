"""Where backups lie: a folder, or an S3-compatible store. Each file is whole or not there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from domain.backups import Backup, parse_name
from domain.errors import BackupTrouble

S3 = "s3://"
_TEMPORARY = ".new-"


class Store(Protocol):
    """What a place for backups can do. Every method raises BackupTrouble."""

    target: str

    def listed(self) -> list[Backup]:
        """The oldest first; what is not named as a backup is not ours."""

    def put(self, backup: Backup, file: Path) -> None: ...

    def fetch(self, backup: Backup, file: Path) -> None: ...

    def remove(self, backup: Backup) -> None: ...


def store_at(target: str) -> Store:
    """A folder's path, or s3://bucket/prefix."""
    if not target.startswith(S3):
        return Folder(Path(target))
    bucket, _, prefix = target.removeprefix(S3).partition("/")
    if not bucket:
        raise BackupTrouble("unanswered", target)
    return Bucket(bucket, prefix.strip("/"))


class Folder:
    """Files for nobody but the house to read (0600 in a folder of 0700)."""

    def __init__(self, root: Path) -> None:
        self.root, self.target = root, str(root)

    def listed(self) -> list[Backup]:
        with self._told():
            if not self.root.is_dir():
                return []
            return sorted(b for one in self.root.iterdir() if (b := parse_name(one.name)))

    def put(self, backup: Backup, file: Path) -> None:
        with self._told():
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in self.root.glob(f"{_TEMPORARY}*"):
                left.unlink()
            temporary = self.root / f"{_TEMPORARY}{backup.name}"
            try:
                with open(file, "rb") as source, open(temporary, "wb") as out:
                    os.fchmod(out.fileno(), 0o600)
                    shutil.copyfileobj(source, out)
                    out.flush()
                    os.fsync(out.fileno())
                temporary.replace(self.root / backup.name)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
            folder = os.open(self.root, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def fetch(self, backup: Backup, file: Path) -> None:
        with self._told():
            shutil.copyfile(self.root / backup.name, file)

    def remove(self, backup: Backup) -> None:
        with self._told():
            (self.root / backup.name).unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            raise BackupTrouble("full" if full else "refused", self.target) from error


class Bucket:
    """Keys and endpoint are boto3's own settings (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ...)."""

    def __init__(self, name: str, prefix: str) -> None:
        # half a second to import, which only a store needs
        import boto3
        from botocore.config import Config

        self.target = f"{S3}{name}/{prefix}"
        self._name, self._prefix = name, f"{prefix}/" if prefix else ""
        with self._told():
            self._client: Any = boto3.session.Session().client(
                "s3",
                config=Config(
                    connect_timeout=10,
                    read_timeout=60,
                    retries={"mode": "standard", "max_attempts": 3},
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )

    def listed(self) -> list[Backup]:
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._name, Prefix=self._prefix
            )
            names = [one["Key"] for page in pages for one in page.get("Contents", ())]
        return sorted(b for one in names if (b := parse_name(one.removeprefix(self._prefix))))

    def put(self, backup: Backup, file: Path) -> None:
        with self._told():
            self._client.upload_file(str(file), self._name, self._prefix + backup.name)

    def fetch(self, backup: Backup, file: Path) -> None:
        with self._told():
            self._client.download_file(self._name, self._prefix + backup.name, str(file))

    def remove(self, backup: Backup) -> None:
        with self._told():
            self._client.delete_object(Bucket=self._name, Key=self._prefix + backup.name)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

        try:
            yield
        except (ClientError, NoCredentialsError) as error:
            raise BackupTrouble("refused", self.target) from error
        except (Boto3Error, BotoCoreError, ValueError) as error:
            raise BackupTrouble("unanswered", self.target) from error
