"""Who may ask at all, where we are reached from beyond this machine: whoever has a password, or the proxy that asked for one."""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
from collections.abc import Callable

from fastapi import Request, Response

from pipeline.errors import DojangError
from pipeline.settings import Settings

OPEN = frozenset({"/health", "/healthz", "/readyz"})
"""Whoever asks for one of these may call us by any name, and needs no password: they say nothing."""
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="Dojang", charset="UTF-8"'}


def open_doors(settings: Settings) -> Callable[[Request], Response | None]:
    """What every request goes through: `None`, or why it is refused. Raises `settings-invalid`."""
    networks = _networks(settings.proxies)
    _passwords(settings)

    def refusal(request: Request) -> Response | None:
        if request.scope["path"] in OPEN:
            return None
        if settings.basic_auth is not None and told_by_password(request, settings) is None:
            return Response(status_code=401, headers=_CHALLENGE)
        if networks and not _is_within(request, networks):
            return Response(status_code=403)
        return None

    return refusal


def is_kept(settings: Settings) -> bool:
    """Whether strangers are kept out: by a password, or by a proxy that is declared whole. Raises `settings-invalid`."""
    proxy = settings.reviewer_header.strip() and _networks(settings.proxies)
    return bool(proxy or _passwords(settings))


def told_by_password(request: Request, settings: Settings) -> str | None:
    """The name whose password a request gives; each comparison takes the same time."""
    given = request.headers.getlist("authorization")
    scheme, _, packed = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    try:
        told = base64.b64decode(packed, validate=True) if scheme.casefold() == "basic" else b""
    except (binascii.Error, ValueError):
        return None
    found = [one for one in _passwords(settings) if hmac.compare_digest(one.encode(), told)]
    return found[0].partition(":")[0] if found else None


def _passwords(settings: Settings) -> list[str]:
    """Each NAME:PASSWORD. Raises `settings-invalid`."""
    if settings.basic_auth is None:
        return []
    found = [one.strip() for one in settings.basic_auth.get_secret_value().split(",")]
    if not all(name and password for name, _, password in (one.partition(":") for one in found)):
        raise DojangError("settings-invalid", "DOJANG_BASIC_AUTH")
    return found


_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(told: str) -> list[_Network]:
    try:
        return [ipaddress.ip_network(one.strip()) for one in told.split(",") if one.strip()]
    except ValueError:
        raise DojangError("settings-invalid", "DOJANG_PROXIES") from None


def _is_within(request: Request, networks: list[_Network]) -> bool:
    """Whether the one who asks is the proxy, or this machine itself."""
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    return address.is_loopback or any(address in one for one in networks)
