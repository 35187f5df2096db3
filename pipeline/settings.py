"""Every setting, read once from the environment (`DOJANG_…`), validated."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.errors import DojangError


class Settings(BaseSettings):
    """What an operator can set. Secrets print masked."""

    model_config = SettingsConfigDict(env_prefix="DOJANG_", frozen=True)

    data: Path = Field(default=Path("data"), description="where all state lives")
    bucket: str = Field(default="", description="where uploads arrive: file:PATH (default: inbox under data)")
    notify: str = Field(default="operator@localhost", description="who is told about bare files")
    mail_from: str = Field(default="dojang@localhost", description="the sender of notices")
    manifest_key: SecretStr | None = Field(default=None, description="key of application.json.sig")
    trusted_prefix: str = Field(default="", description="a prefix of the bucket that only the operator can write")
    max_bytes: int = Field(default=50_000_000, gt=0, description="largest file, bytes")
    max_pages: int = Field(default=30, gt=0, description="most pages of a file")
    max_pixels: int = Field(default=120_000_000, gt=0, description="largest picture as handed in, pixels")
    read_seconds: float = Field(default=120.0, gt=0, description="longest reading of a file")
    read_memory_mb: int = Field(default=3_000, ge=500, description="most memory for reading a file")

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
