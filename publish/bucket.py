"""An S3-compatible object store. Addresses are keys, so a CDN needs no rules to find them."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from domain.errors import PublishTrouble
from publish.folder import loses_events
from publish.pages import Page, is_ours

CACHE_CONTROL = "public, max-age=300"
_MISSING = {"NoSuchBucket", "404", "NotFound"}


class Bucket:
    """`/` is the key `index.html`, `/uge/2026-W47` is `uge/2026-W47`, each after the prefix.

    Stored plain: a store cannot ask who takes gzip, and calendars that do not would read nothing.
    Keys and endpoint are boto3's own settings (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ...).
    """

    def __init__(self, name: str, prefix: str, lock: Path) -> None:
        # half a second to import, which only publishing needs
        import boto3
        from botocore.config import Config

        self.target = f"s3://{name}/{prefix}"
        self._name = name
        self._prefix = f"{prefix}/" if prefix else ""
        self._lock = lock
        self._tags: dict[str, str] = {}
        with self._told():
            self._client: Any = boto3.session.Session().client(
                "s3",
                config=Config(
                    connect_timeout=10,
                    read_timeout=30,
                    retries={"mode": "standard", "max_attempts": 3},
                    # trailers with checksums are not understood by every compatible store
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One publisher of this house's database at a time; reads what the store holds."""
        with open(self._lock, "a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PublishTrouble("busy", self.target) from None
            self._tags = dict(self._listed())
            yield

    def put(self, page: Page) -> bool:
        """Write the object if the store holds other bytes (ETag against MD5); whether it did.

        A calendar without events never takes the place of one with events (feed contract, 11).
        """
        tag = hashlib.md5(page.body, usedforsecurity=False).hexdigest()
        before = self._tags.get(page.address)
        if before == tag:
            return False
        key = self._key(page.address)
        more: dict[str, Any] = {}
        if page.disposition:
            more["ContentDisposition"] = page.disposition
        with self._told():
            if before is not None and b"BEGIN:VEVENT" not in page.body and key.endswith(".ics"):
                held = self._client.get_object(Bucket=self._name, Key=key)["Body"].read()
                if loses_events(page, held):
                    return False
            self._client.put_object(
                Bucket=self._name,
                Key=key,
                Body=page.body,
                ContentType=page.content_type,
                CacheControl=CACHE_CONTROL,
                **more,
            )
        self._tags[page.address] = tag
        return True

    def keep_only(self, addresses: Collection[str]) -> int:
        """Remove objects of ours with other addresses; how many there were."""
        leaving = sorted(self._tags.keys() - set(addresses))
        with self._told():
            for address in leaving:
                self._client.delete_object(Bucket=self._name, Key=self._key(address))
                del self._tags[address]
        return len(leaving)

    def _listed(self) -> Iterator[tuple[str, str]]:
        """Addresses of ours in the store, with their ETags."""
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._name, Prefix=self._prefix
            )
            for page in pages:
                for held in page.get("Contents", ()):
                    name = held["Key"].removeprefix(self._prefix)
                    front = name.rpartition("/")[2] == "index.html"
                    address = f"/{name.removesuffix('index.html') if front else name}"
                    if is_ours(address):
                        yield address, held["ETag"].strip('"')

    def _key(self, address: str) -> str:
        key = self._prefix + address.removeprefix("/")
        return f"{key}index.html" if address.endswith("/") else key

    @contextmanager
    def _told(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

        try:
            yield
        except ClientError as error:
            missing = error.response.get("Error", {}).get("Code") in _MISSING
            raise PublishTrouble("unanswered" if missing else "refused", self.target) from error
        except NoCredentialsError as error:
            raise PublishTrouble("refused", self.target) from error
        except (BotoCoreError, ValueError) as error:
            raise PublishTrouble("unanswered", self.target) from error
