"""Buckets behind S3's protocol: a new one for each test, on a server that is started once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import pytest

from tests.servers import ceph, moto
from tests.services.programs import folder_of


@dataclass(frozen=True)
class Endpoint:
    """A server of S3, and whoever may do anything there."""

    url: str
    key: str
    secret: str

    @property
    def environment(self) -> dict[str, str]:
        """By which programs find it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def point(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Has this process find it until the test ends."""
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)

    @cache  # noqa: B019 - there are two of them
    def client(self, service: str = "s3") -> Any:
        """A client of the tests' own."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
            region_name="us-east-1",
        )

    def bucket(self, *, versions: bool = False) -> str:
        """A new, empty bucket."""
        name = f"b{uuid.uuid4().hex}"
        client = self.client()
        client.create_bucket(Bucket=name)
        if versions:
            client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        return name


@pytest.fixture(scope="session")
def moto_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """moto's server."""
    with moto.running(tmp_path_factory.mktemp("moto")) as server:
        yield Endpoint(server.url, moto.KEY, moto.SECRET)


@pytest.fixture(scope="session")
def ceph_endpoint() -> Iterator[Endpoint]:
    """Ceph's object gateway, in memory."""
    if lacking := ceph.missing():
        pytest.skip(f"{', '.join(lacking)} not installed; make test installs Ceph on Debian and Ubuntu")
    with folder_of(None) as folder, ceph.running(folder, on_disk=False) as server:
        yield Endpoint(server.url, ceph.KEY, ceph.SECRET)
