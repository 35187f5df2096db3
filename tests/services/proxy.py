"""nginx, with the configuration that is shipped."""

from __future__ import annotations

import base64
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.services.programs import ROOT, end, folder_of, free_port, listens, program, wait_for

SHIPPED: Final = ROOT / "deploy" / "nginx" / "dojang.conf"
REVIEWERS: Final = {"kim": "kim-secret", "lee": "lee-secret"}


@dataclass(frozen=True)
class Proxy:
    """nginx in front: the address that reviewers open, and where its log of requests is."""

    url: str
    plain: str
    log: Path


@pytest.fixture(scope="session")
def nginx() -> Iterator[Callable[..., Proxy]]:
    """Starts nginx with the shipped configuration before Prefect's port and Dojang's port: `nginx(4200, 4280)`.

    Only what is marked SITE in the file is another: ports, certificate, reviewers, logs. Reviewers are
    `REVIEWERS`. A third argument names the port to listen on, where it must be known before.
    """
    binary = program("nginx")
    with ExitStack() as stack:

        def start(prefect: int, dojang: int, port: int | None = None) -> Proxy:
            folder = stack.enter_context(folder_of(None))
            plain, secure = free_port(), port or free_port()
            _certificate(folder)
            _reviewers(folder)
            (folder / "dojang.conf").write_text(_placed(folder, prefect, dojang, plain, secure))
            (folder / "nginx.conf").write_text(_MAIN.format(folder=folder))
            process = _run(binary, folder)
            stack.callback(end, process, signal.SIGTERM)
            wait_for(lambda: listens(secure), process, folder / "output")
            return Proxy(f"https://127.0.0.1:{secure}", f"http://127.0.0.1:{plain}", folder / "dojang.log")

        yield start


def _run(binary: str, folder: Path) -> subprocess.Popen[bytes]:
    command = [binary, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"]
    with (folder / "output").open("wb") as output:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)


_MAIN: Final = """
worker_processes 1;
pid nginx.pid;
events {{}}
http {{
    types {{ text/html html; }}
    access_log {folder}/other.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include dojang.conf;
}}
"""


def _placed(folder: Path, prefect: int, dojang: int, plain: int, secure: int) -> str:
    """The shipped file with the site's own values; each must be there as often as said."""
    text = SHIPPED.read_text()
    changes = {
        "127.0.0.1:4200": (f"127.0.0.1:{prefect}", 1),
        "127.0.0.1:4280": (f"127.0.0.1:{dojang}", 1),
        "listen 80;": (f"listen 127.0.0.1:{plain};", 1),
        "listen 443 ": (f"listen 127.0.0.1:{secure} ", 1),
        "server_name dojang.example;": ("server_name 127.0.0.1;", 2),
        "/etc/dojang/": (f"{folder}/", 3),
        "/var/log/nginx/": (f"{folder}/", 2),
    }
    for old, (new, times) in changes.items():
        assert text.count(old) == times, old
        text = text.replace(old, new)
    return text


def _reviewers(folder: Path) -> None:
    (folder / "reviewers").write_text("".join(f"{name}:{{PLAIN}}{word}\n" for name, word in REVIEWERS.items()))


def _certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def credentials(name: str) -> dict[str, str]:
    """The header by which a program logs in as a reviewer of `REVIEWERS`."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{REVIEWERS[name]}".encode()).decode()}
