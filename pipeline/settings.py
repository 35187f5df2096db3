"""Every setting, read once from the environment (`DOJANG_…`), validated."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.errors import DojangError


def _days(text: str) -> list[date]:
    return [date.fromisoformat(one.strip()) for one in text.split(",") if one.strip()]


def _checked_days(text: str) -> str:
    _days(text)
    return text


DayList = Annotated[str, AfterValidator(_checked_days)]
"""ISO days with commas between them."""


class Settings(BaseSettings):
    """What an operator can set. Secrets print masked."""

    model_config = SettingsConfigDict(env_prefix="DOJANG_", frozen=True)

    data: Path = Field(default=Path("data"), description="where all state lives")
    bucket: str = Field(
        default="", description="where uploads arrive: file:PATH or s3://BUCKET/PREFIX (default: inbox under data)"
    )
    decided: str = Field(default="", description="where uploads go once they are decided, likewise; empty: they stay")
    events_queue: str = Field(
        default="",
        pattern=r"^(https?://[^/?#\s]+/[^?#\s]+)?$",
        description="SQS queue with the bucket's messages: its URL; empty: none",
    )
    events_key: SecretStr | None = Field(default=None, description="secret of whoever posts messages of the bucket")
    notify: str = Field(default="operator@localhost", description="who is told about bare files")
    mail_from: str = Field(default="dojang@localhost", description="the sender of notices")
    data_key: SecretStr | None = Field(
        default=None, description="keys that seal the data, the newest first (default: data.key under data)"
    )
    manifest_key: SecretStr | None = Field(default=None, description="key of application.json.sig")
    trusted_prefix: str = Field(default="", description="a prefix of the bucket that only the operator can write")
    max_bytes: int = Field(default=50_000_000, gt=0, description="largest file, bytes")
    max_pages: int = Field(default=30, gt=0, description="most pages of a file")
    max_pixels: int = Field(default=300_000_000, gt=0, description="largest picture as handed in, pixels")
    read_seconds: float = Field(default=120.0, gt=0, description="longest reading of a file")
    rulebook_sender_number: str = Field(
        default="sender-number", min_length=1, description="the rulebook for sender numbers: a name or a TOML file"
    )
    rulebook_kakao_channel: str = Field(
        default="kakao-channel", min_length=1, description="the rulebook for KakaoTalk channels, likewise"
    )
    recogniser: Literal["tesseract", "own", "both"] = Field(default="both", description="the engines that read lines")
    calibration: Path | None = Field(default=None, description="what confidence is worth, as dojang calibrate wrote it")
    read_memory_mb: int = Field(default=3_000, ge=500, description="most memory for reading a file")

    ledger_url: SecretStr | None = Field(default=None, description="the ledger (default: SQLite under data)")
    prefect_database_url: SecretStr | None = Field(
        default=None, description="Prefect's own (default: SQLite under data)"
    )
    nts_key: SecretStr | None = Field(default=None, description="key of the tax service's register; empty: not asked")
    nts_url: str = Field(
        default="https://api.odcloud.kr/api/nts-businessman/v1/status",
        pattern=r"^https?://[^/?#\s]+[^?#\s]*$",
        description="where the tax service's register is asked",
    )
    nts_seconds: float = Field(default=5.0, gt=0, le=60, description="longest wait for the tax service's register")
    smtp_url: SecretStr | None = Field(default=None, description="mail server; empty: notices are written as .eml")
    webhook: str = Field(
        default="",
        pattern=r"^(https://[^/?#@\s]+(/[^?#\s]*)?|http://(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(/[^?#\s]*)?)?$",
        description="where events are posted: https, or http on this machine; empty: nowhere",
    )
    webhook_secret: SecretStr | None = Field(default=None, description="secret that signs events, 16 bytes or more")
    chat: SecretStr | None = Field(
        default=None, description="chats that are told what needs a person: Apprise addresses, with spaces between"
    )
    chat_events: str = Field(
        default="*.needs_review", min_length=1, description="which events they are told, with commas between; * for all"
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="where pictures and health are served")
    port: int = Field(default=4280, ge=1, le=65_535, description="the port of pictures and health")
    ui_port: int = Field(default=4200, ge=1, le=65_535, description="the port of Prefect's server and UI")
    public_url: str = Field(default="", description="where browsers reach pictures (default: http://HOST:PORT)")
    prefect_url: str = Field(default="", description="API of a Prefect server that runs already")
    reviewer_header: str = Field(default="", description="HTTP header in which a proxy names the reviewer")
    proxies: str = Field(default="", description="addresses from which that proxy asks, as 10.0.0.5 or 10.0.0.0/24")
    basic_auth: SecretStr | None = Field(
        default=None, description="NAME:PASSWORD,… that browsers must give, where there is no proxy that asks"
    )
    workers: int = Field(default=0, ge=0, description="files read side by side (0: as many as cores)")
    scan_seconds: float = Field(default=2.0, gt=0, description="pause between two looks into the bucket")
    quiet_seconds: float = Field(default=2.0, ge=0, description="how long a file must have stayed as it is")
    lease_seconds: float = Field(default=30.0, ge=3, description="how long a case is held without a sign of life")
    tries: int = Field(
        default=5,
        ge=1,
        le=100,
        description="so often a case may fail, or its worker be lost over it (at least twice), until it is given up",
    )
    review_days: int = Field(default=3, ge=0, le=60, description="business days until a case is due")
    country: str = Field(default="KR", description="whose holidays are no business days; empty: weekends only")
    closed_days: DayList = Field(default="", description="further days off, as 2026-06-03,2026-07-17")
    answer_days: int = Field(default=30, gt=0, description="days that a run waits for a person; then a reminder")
    opt_out_for: Literal["always", "advertising"] = Field(
        default="always", description="which text messages need an 080 opt-out number: all, or advertising alone"
    )
    retention_days: int = Field(
        default=90, ge=0, description="days that pictures of a decided case and a register's answers are kept"
    )
    erase_exposed: bool = Field(
        default=False, description="remove uploads that show a personal number from the bucket, too, once rejected"
    )
    now: AwareDatetime | None = Field(default=None, description="a fixed moment instead of the clock, for trials")

    @property
    def ledger(self) -> str | Path:
        """Where the ledger is: a URL, which may hold a password, or the file under the data."""
        url = self.ledger_url.get_secret_value() if self.ledger_url else ""
        return url or self.data.resolve() / "ledger.sqlite"

    @property
    def public(self) -> str:
        """Where a reviewer's browser reaches pictures and health; without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def days_off(self) -> frozenset[date]:
        """The days of `closed_days`."""
        return frozenset(_days(self.closed_days))

    @property
    def inbox(self) -> str:
        """The bucket's address."""
        return self.bucket or f"file:{self.data / 'inbox'}"


@cache
def settings() -> Settings:
    """The settings of this process. Raises `settings-invalid`, which names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(f"DOJANG_{str(one['loc'][0]).upper()}" for one in error.errors(include_input=False))
        raise DojangError("settings-invalid", names) from None
