"""The tax service's register of businesses (국세청 사업자등록정보 진위확인 및 상태조회), by its HTTP API.

Source: 공공데이터포털 15081808. Two questions, each by `POST URL?serviceKey=KEY`:

- 상태조회, `…/status` with `{"b_no": ["1234567890"]}`, gives `{"status_code": "OK", "data": [{"b_no", "b_stt", "b_stt_cd", …}]}`;
  of a number that it does not know status and code are empty.
- 진위확인, `…/validate` with `{"businesses": [{"b_no", "start_dt": "20200102", "p_nm": "홍길동", …}]}`, gives
  `{"status_code": "OK", "data": [{"b_no", "valid": "01", …}]}`, or `02` where the three do not stand there together.

At most 100 a call (we ask for one) and a million calls a day.

The key is part of the address, so no address is ever logged or put into an error: the request goes
straight to the transport, past the client that would log it. No redirect is followed. Nor is any answer logged: that
of 진위확인 repeats the representative's name.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Literal, NamedTuple, TypeVar
from urllib.parse import unquote

import httpx
from pydantic import BaseModel, ValidationError

from pipeline.business_status import BusinessStatus, Genuine, Registration
from pipeline.document import Json

_log = logging.getLogger(__name__)
_WAITS = (0.3, 1.0)
"""Seconds before the second and the third attempt."""
_MOST_BYTES = 64 * 1024
_STATUSES: Mapping[str, BusinessStatus] = {
    "01": BusinessStatus.ACTIVE,
    "02": BusinessStatus.SUSPENDED,
    "03": BusinessStatus.CLOSED,
}
_VALID: Mapping[str, Genuine] = {"01": Genuine.MATCHES, "02": Genuine.DIFFERS}
Said = TypeVar("Said", BusinessStatus, Genuine)


class _Told(NamedTuple, Generic[Said]):
    """What one attempt came to: what was said, or why nothing, and whether another attempt may do better, after `wait` seconds."""

    said: Said | None = None
    why: str = ""
    may_pass: bool = False
    wait: float = 0.0


class _Question(NamedTuple, Generic[Said]):
    """Where and what is asked, and what an answer's body says; `_NoAnswerError` where it is none."""

    url: str
    body: Json
    read: Callable[[bytes], Said]


@dataclass(frozen=True, slots=True)
class TaxService:
    """The register at `url`; `seconds` is the longest that one question may take, attempts and pauses together.

    `url` is that of 상태조회; 진위확인 is asked beside it. `key` is the portal's, as it is or percent-encoded: it shows both.
    """

    url: str
    key: str = field(repr=False)
    seconds: float

    def status(self, number: str) -> BusinessStatus:
        """How the business stands; `UNREACHABLE` where no answer comes in time or none that counts."""
        question = _Question(self.url, {"b_no": [number]}, partial(_status, number))
        return self._asked(question) or BusinessStatus.UNREACHABLE

    def genuine(self, registration: Registration) -> Genuine:
        """Whether the register has number, opening date and representative together; `UNREACHABLE` likewise."""
        told = {
            "b_no": registration.number,
            "start_dt": f"{registration.opened:%Y%m%d}",
            "p_nm": registration.representative,
        }
        address = httpx.URL(self.url)
        beside = address.copy_with(path=f"{address.path.rpartition('/')[0]}/validate")
        question = _Question(str(beside), {"businesses": [told]}, partial(_genuine, registration.number))
        return self._asked(question) or Genuine.UNREACHABLE

    def _asked(self, question: _Question[Said]) -> Said | None:
        with ThreadPoolExecutor(1) as apart:  # where a loop of asyncio may be running, none can be begun
            return apart.submit(asyncio.run, self._in_time(question)).result()

    async def _in_time(self, question: _Question[Said]) -> Said | None:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._insisted(question)
        except TimeoutError:
            _log.warning("the tax service's register gave no answer within %g s", self.seconds)
            return None

    async def _insisted(self, question: _Question[Said]) -> Said | None:
        """Asks until there is an answer, or until asking again is of no use."""
        told: _Told[Said] = _Told(why="not asked")
        for wait in (*_WAITS, None):
            told = await self._told(question)
            if told.said is not None:
                return told.said
            if wait is None or not told.may_pass:
                break
            await asyncio.sleep(max(wait, told.wait))
        _log.warning("the tax service's register: %s", told.why)
        return None

    async def _told(self, question: _Question[Said]) -> _Told[Said]:
        """One attempt."""
        try:
            async with httpx.AsyncHTTPTransport(trust_env=False) as transport:
                answer = await transport.handle_async_request(self._request(question.url, question.body))
                body = b""
                async for some in answer.aiter_bytes():
                    body += some
                    if len(body) > _MOST_BYTES:
                        return _Told(why="an answer too long", may_pass=True)
        except httpx.HTTPError as error:
            return _Told(why=type(error).__name__, may_pass=True)
        code = answer.status_code
        if code != httpx.codes.OK:
            may_pass = code == httpx.codes.TOO_MANY_REQUESTS or code >= httpx.codes.INTERNAL_SERVER_ERROR
            return _Told(why=f"HTTP {code}", may_pass=may_pass, wait=_retry_after(answer))
        try:
            return _Told(question.read(body))
        except _NoAnswerError as error:
            return _Told(why=str(error), may_pass=error.may_pass)

    def _request(self, url: str, body: Json) -> httpx.Request:
        key = unquote(self.key) if "%" in self.key else self.key
        address = httpx.URL(url).copy_merge_params({"serviceKey": key})
        patience = httpx.Timeout(self.seconds / 2).as_dict()
        return httpx.Request("POST", address, json=body, extensions={"timeout": patience})


class _Row(BaseModel):
    b_no: str


class _Status(_Row):
    b_stt: str
    b_stt_cd: str


class _Validity(_Row):
    valid: str


Line = TypeVar("Line", bound=_Row)


class _Body(BaseModel, Generic[Line]):
    status_code: Literal["OK"] = "OK"
    data: tuple[Line, ...]


class _NoAnswerError(Exception):
    """What came back answers another question, or none."""

    def __init__(self, why: str, *, may_pass: bool = False) -> None:
        super().__init__(why)
        self.may_pass = may_pass


def _status(number: str, body: bytes) -> BusinessStatus:
    row = _only(_Body[_Status], number, body)
    if not row.b_stt_cd and not row.b_stt:
        return BusinessStatus.UNREGISTERED
    return _known(_STATUSES, row.b_stt_cd)


def _genuine(number: str, body: bytes) -> Genuine:
    return _known(_VALID, _only(_Body[_Validity], number, body).valid)


def _only(form: type[_Body[Line]], number: str, body: bytes) -> Line:
    """The one row of an answer, which must be about that number."""
    try:
        rows = [one for one in form.model_validate_json(body).data if one.b_no == number]
    except ValidationError:
        raise _NoAnswerError("an answer that is none", may_pass=True) from None
    if len(rows) != 1:
        raise _NoAnswerError("an answer about another number")
    return rows[0]


def _known(words: Mapping[str, Said], said: str) -> Said:
    if said not in words:
        raise _NoAnswerError("a word that it has not had before")
    return words[said]


def _retry_after(answer: httpx.Response) -> float:
    """The pause that the server asks for, in seconds; a date counts as none."""
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdecimal() else 0.0
