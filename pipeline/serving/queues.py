"""The queue (SQS) that a bucket's messages may be fetched from."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.serving.buckets.aws import sqs_client, told_plainly

if TYPE_CHECKING:  # stubs
    from mypy_boto3_sqs import SQSClient

_WAIT_SECONDS = 5
"""How long the queue holds a question open while it is empty."""
_AT_ONCE = 10
_log = logging.getLogger(__name__)


class Queue:
    """A queue by its URL. Calls must come from one thread."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _client(self) -> SQSClient:
        return sqs_client(self._url)

    def take(self, heed: Callable[[bytes], object], wait: int = _WAIT_SECONDS) -> int:
        """Gives every waiting message to `heed`, and removes it then; returns how many there were.

        One that is none (`ValueError`) is removed as well. After any other error those not yet removed come again.
        Raises `BucketError`.
        """
        with told_plainly():
            got = self._client.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=_AT_ONCE, WaitTimeSeconds=wait
            ).get("Messages", [])
        for one in got:
            try:
                heed(one["Body"].encode("utf-8", "replace"))
            except ValueError:
                _log.warning("the queue held something that is no message of a bucket; it is removed")
            with told_plainly():
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=one["ReceiptHandle"])
        return len(got)
