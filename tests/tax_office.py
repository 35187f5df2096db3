"""A tax service on loopback: a real HTTP server that speaks the register's format, and does what a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "a+fictitious/key=="
ACTIVE, SUSPENDED, CLOSED, UNKNOWN = "1248100998", "2208162517", "1058187955", "9998100015"
_KNOWN = {ACTIVE: ("계속사업자", "01"), SUSPENDED: ("휴업자", "02"), CLOSED: ("폐업자", "03")}
_NONE = "국세청에 등록되지 않은 사업자등록번호입니다."


STATUS, VALIDATE = "/api/nts-businessman/v1/status", "/api/nts-businessman/v1/validate"
REGISTERED = ("9998100015", "20200102", "이도현")
"""A registration that the office has."""


class TaxOffice(ThreadingHTTPServer):
    """`asked` holds the body of each request; `moods` what it does with the next ones before it is itself again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.asked: list[Any] = []
        self.moods: list[Callable[[_Desk], None]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{STATUS}"


class _Desk(BaseHTTPRequestHandler):
    server: TaxOffice

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        asked = urlsplit(self.path)
        if self.server.moods:
            self.server.moods.pop(0)(self)
        elif asked.path not in {STATUS, VALIDATE}:
            self.say({"code": -2, "msg": "등록되지 않은 서비스 입니다."}, 404)
        elif parse_qs(asked.query).get("serviceKey") != [KEY]:
            self.say({"code": -401, "msg": "유효하지 않은 인증키 입니다."}, 401)
        elif asked.path == VALIDATE:
            found = [validity(one) for one in body["businesses"]]
            valid = sum(one["valid"] == "01" for one in found)
            self.say({"status_code": "OK", "request_cnt": len(found), "valid_cnt": valid, "data": found})
        else:
            rows = [row(number) for number in body["b_no"]]
            known = sum(bool(one["b_stt_cd"]) for one in rows)
            self.say({"status_code": "OK", "match_cnt": known, "request_cnt": len(rows), "data": rows})

    def say(self, body: object, code: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_bytes(json.dumps(body, ensure_ascii=False).encode(), code, headers)

    def send_bytes(self, body: bytes, code: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


def row(number: str) -> dict[str, str]:
    """What the register says of a number."""
    status, code = _KNOWN.get(number, ("", ""))
    rest = {"tax_type": "부가가치세 일반과세자" if code else _NONE, "tax_type_cd": code and "01"}
    ended = {"end_dt": "20240229" if code == "03" else "", "utcc_yn": "N" if code else ""}
    return {"b_no": number, "b_stt": status, "b_stt_cd": code, **rest, **ended}


def validity(asked: dict[str, str]) -> dict[str, Any]:
    """Whether the office has a registration, which it repeats."""
    if (asked["b_no"], asked["start_dt"], asked["p_nm"]) == REGISTERED:
        return {"b_no": asked["b_no"], "valid": "01", "request_param": asked, "status": row(asked["b_no"])}
    return {"b_no": asked["b_no"], "valid": "02", "valid_msg": "확인할 수 없습니다.", "request_param": asked}


def refuse(code: int, body: object = None, **headers: str) -> Callable[[_Desk], None]:
    """Answers with that status."""
    return lambda desk: desk.say(body or {"code": -code}, code, headers)


def say(body: bytes) -> Callable[[_Desk], None]:
    """Answers with these bytes, whatever they are."""
    return lambda desk: desk.send_bytes(body)


def hang(desk: _Desk) -> None:
    """Says nothing until the office closes."""
    desk.server.closing.wait(20)


def trickle(desk: _Desk) -> None:
    """Sends a header byte by byte, each in time."""
    desk.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not desk.server.closing.wait(0.05):
        desk.wfile.write(b"x")


def hang_up(desk: _Desk) -> None:
    """Ends the connection without a word."""
    desk.close_connection = True


@contextmanager
def tax_office() -> Iterator[TaxOffice]:
    """One that is open."""
    with TaxOffice() as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield office
        finally:
            office.closing.set()
            office.shutdown()
            thread.join()
