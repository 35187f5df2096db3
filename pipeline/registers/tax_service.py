"""The tax service's register of businesses (국세청 사업자등록정보 상태조회), by its HTTP API.

Source: 공공데이터포털 15081808. `POST URL?serviceKey=KEY` with `{"b_no": ["1234567890"]}` gives
`{"status_code": "OK", "data": [{"b_no", "b_stt", "b_stt_cd", …}]}`; of a number that it does not know
status and code are empty. At most 100 numbers a call (we ask for one) and a million calls a day.

The key is part of the address, so no address is ever logged or put into an error: the request goes
straight to the transport, past the client that would log it. No redirect is followed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import unquote

import httpx
from pydantic import BaseModel, ValidationError

from pipeline.business_status import BusinessStatus

_log = logging.getLogger(__name__)
_WAITS = (0.3, 1.0)
"""Seconds before the second and the third attempt."""
_MOST_BYTES = 64 * 1024
_STATUSES: Mapping[str, BusinessStatus] = {
    "01": BusinessStatus.ACTIVE,
    "02": BusinessStatus.SUSPENDED,
    "03": BusinessStatus.CLOSED,
}


@dataclass(frozen=True, slots=True)
class TaxService:
    """The register at `url`; `seconds` is the longest that one question may take, attempts and pauses together.

    `key` is the portal's, as it is or percent-encoded: the portal shows both.
    """

    url: str
    key: str = field(repr=False)
    seconds: float

    def status(self, number: str) -> BusinessStatus:
        """How the business stands; `UNREACHABLE` where no answer comes in time or none that counts."""
        with ThreadPoolExecutor(1) as apart:  # where a loop of asyncio may be running, none can be begun
            return apart.submit(asyncio.run, self._in_time(number)).result()

    async def _in_time(self, number: str) -> BusinessStatus:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._insisted(number)
        except TimeoutError:
            _log.warning("the tax service's register gave no answer within %g s", self.seconds)
            return BusinessStatus.UNREACHABLE

    async def _insisted(self, number: str) -> BusinessStatus:
        """Asks until there is an answer, or until asking again is of no use."""
        told = _Told(why="not asked")
        for wait in (*_WAITS, None):
            told = await self._told(number)
            if told.status is not None:
                return told.status
            if wait is None or not told.may_pass:
                break
            await asyncio.sleep(max(wait, told.wait))
        _log.warning("the tax service's register: %s", told.why)
        return BusinessStatus.UNREACHABLE

    async def _told(self, number: str) -> _Told:
        """One attempt."""
        try:
            async with httpx.AsyncHTTPTransport(trust_env=False) as transport:
                answer = await transport.handle_async_request(self._request(number))
                body = b""
                async for some in answer.aiter_bytes():
                    body += some
                    if len(body) > _MOST_BYTES:
                        return _Told(why="an answer too long", may_pass=True)
        except httpx.HTTPError as error:
            return _Told(why=type(error).__name__, may_pass=True)
        return _read(number, answer, body)

    def _request(self, number: str) -> httpx.Request:
        key = unquote(self.key) if "%" in self.key else self.key
        address = httpx.URL(self.url).copy_merge_params({"serviceKey": key})
        patience = httpx.Timeout(self.seconds / 2).as_dict()
        return httpx.Request("POST", address, json={"b_no": [number]}, extensions={"timeout": patience})


class _Told(NamedTuple):
    """What one attempt came to: a status, or why there is none, and whether another attempt may do better, after `wait` seconds."""

    status: BusinessStatus | None = None
    why: str = ""
    may_pass: bool = False
    wait: float = 0.0


class _Row(BaseModel):
    b_no: str
    b_stt: str
    b_stt_cd: str


class _Body(BaseModel):
    status_code: Literal["OK"] = "OK"
    data: tuple[_Row, ...]


def _read(number: str, answer: httpx.Response, body: bytes) -> _Told:
    code = answer.status_code
    if code != httpx.codes.OK:
        may_pass = code == httpx.codes.TOO_MANY_REQUESTS or code >= httpx.codes.INTERNAL_SERVER_ERROR
        return _Told(why=f"HTTP {code}", may_pass=may_pass, wait=_retry_after(answer))
    try:
        rows = [one for one in _Body.model_validate_json(body).data if one.b_no == number]
    except ValidationError:
        return _Told(why="an answer that is none", may_pass=True)
    if len(rows) != 1:
        return _Told(why="an answer about another number")
    if not rows[0].b_stt_cd and not rows[0].b_stt:
        return _Told(BusinessStatus.UNREGISTERED)
    return _Told(_STATUSES.get(rows[0].b_stt_cd), why="a status that it has not had before")


def _retry_after(answer: httpx.Response) -> float:
    """The pause that the server asks for, in seconds; a date counts as none."""
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdecimal() else 0.0
