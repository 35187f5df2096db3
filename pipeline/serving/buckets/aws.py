"""Clients of S3 and SQS, set up as every program of that world is, and what their errors mean to us.

Endpoint, region and credentials come from where boto3 looks: the `AWS_…` environment, profiles, the machine's role.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from botocore import exceptions
from botocore.config import Config

from pipeline.serving.buckets.store import BucketError

if TYPE_CHECKING:  # these are stubs: they are there where types are checked
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_GONE = {"NoSuchKey", "NoSuchVersion", "MethodNotAllowed", "PreconditionFailed"}
"""`MethodNotAllowed`: that version says that the object was removed."""
_REFUSED = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ProfileNotFound,
    exceptions.TokenRetrievalError,
    exceptions.UnauthorizedSSOTokenError,
)
_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 5, 30, 4
"""The longest that a dead store can hold us: a minute or two, then it is tried again at leisure."""
_BOUNDED = Config(
    connect_timeout=_CONNECT_SECONDS,
    read_timeout=_READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    max_pool_connections=32,
)
"""Checksums beyond the protocol's own are asked for by nobody: several servers other than AWS's answer them wrongly."""


def s3_client() -> S3Client:
    """A client of S3, safe to share between threads. Endpoints other than AWS's are asked by path: names of hosts need no wildcard.

    Raises `BucketError` where the profile is wrong.
    """
    with told_plainly():
        session = boto3.session.Session()
        client = session.client("s3", config=_BOUNDED)
        if is_aws(client.meta.endpoint_url):
            return client
        return session.client("s3", config=_BOUNDED.merge(Config(s3={"addressing_style": "path"})))


def sqs_client(queue: str) -> SQSClient:
    """A client of the queue at that URL; whose host says which region, where nothing else does."""
    with told_plainly():
        session = boto3.session.Session()
        host = (urlsplit(queue).hostname or "").split(".")
        region = session.region_name or (host[1] if host[0] == "sqs" and len(host) > 2 else "us-east-1")
        return session.client("sqs", region_name=region, config=_BOUNDED)


def is_aws(endpoint: str) -> bool:
    """Whether that is one of AWS's own."""
    host = urlsplit(endpoint).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn"))


def status_of(error: exceptions.ClientError) -> tuple[int, str]:
    """What a server answered: its HTTP status and its word for it."""
    answer = error.response
    return answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0), answer.get("Error", {}).get("Code", "")


def is_gone(error: exceptions.ClientError) -> bool:
    """Whether what was asked for is not there (any more) as it was asked for."""
    status, code = status_of(error)
    return status == 412 or code in _GONE


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what goes wrong within into `BucketError`, whose text holds no key and no secret."""
    try:
        yield
    except exceptions.ClientError as error:
        raise _meaning(*status_of(error)) from None
    except _REFUSED as error:
        raise BucketError("bucket-refused", type(error).__name__) from None
    except (
        exceptions.BotoCoreError,
        exceptions.HTTPClientError,
        ValueError,
    ) as error:  # ValueError: no endpoint at all
        raise BucketError("bucket-unreachable", type(error).__name__) from None


def _meaning(status: int, code: str) -> BucketError:
    word = code if code.isascii() and code.isalnum() else str(status)
    if word in {"NoSuchBucket", "QueueDoesNotExist"} or code.endswith("NonExistentQueue"):
        return BucketError("bucket-missing", word)
    return BucketError("bucket-refused" if status in {401, 403} else "bucket-unreachable", word)
