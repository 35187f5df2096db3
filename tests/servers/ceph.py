"""Ceph's object gateway: one monitor, one disk and the gateway, from Debian's or Ubuntu's packages, as whoever runs this.

    python -m tests.servers.ceph FOLDER [PORT]    until Ctrl-C; on disk, so that the same folder goes on where it was

With `on_disk` what was acknowledged survives `kill -9` of all three; without, everything is in memory.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.programs import free_port, listens

PROGRAMS = ("ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")
"""What must be installed: the packages ceph-common, ceph-mon, ceph-osd and radosgw."""
KEY, SECRET = "dojangtest", "dojang-test-secret"
_START_SECONDS = 90.0
_CAPS = {
    "mon.": ["mon", "allow *"],
    "client.admin": ["mon", "allow *", "osd", "allow *"],
    "osd.0": ["mon", "allow profile osd", "osd", "allow *"],
    "client.rgw": ["mon", "allow rw", "osd", "allow rwx"],
}
_SETTINGS = """\
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{mon_port}/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = {folder}/keyring
run dir = {folder}/run
crash dir = {folder}/run
admin socket =
log file = {folder}/log/$name.log
ms bind msgr1 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 2
osd pool default pgp num = 2
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
[mon]
mon data = {folder}/mon
mon data avail crit = 1
[osd]
osd data = {folder}/osd
osd objectstore = {kind}
memstore device bytes = 2G
bluestore block size = 4G
osd memory target = 939524096
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw thread pool size = 32
rgw lc debug interval = -1
"""


class Ceph:
    """A gateway on loopback with everything it stores in `folder`."""

    def __init__(self, folder: Path, *, on_disk: bool, port: int | None = None) -> None:
        self.folder = folder.resolve()
        self.port = port or free_port()
        self._on_disk = on_disk
        self._daemons: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        """The endpoint of S3."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts all three, the first time with everything made anew. Raises `RuntimeError` with the end of the log."""
        fresh = not (self.folder / "ceph.conf").exists()
        if fresh:
            self._make()
        self._begin("ceph-mon", "-f", "-i", "a")
        if fresh:
            self._make_disk()
        self._begin("ceph-osd", "-f", "-i", "0")
        if fresh:  # before the gateway starts: it delivers no notifications of users that came later
            who = ["--uid=test", "--display-name=test", f"--access-key={KEY}", f"--secret={SECRET}"]
            self._run("radosgw-admin", "-n", "client.rgw", "user", "create", *who)
        self._begin("radosgw", "-f", "-n", "client.rgw")
        until = time.monotonic() + _START_SECONDS
        while not listens(self.port):
            if time.monotonic() > until or any(one.poll() is not None for one in self._daemons):
                self.kill()
                raise RuntimeError(f"Ceph did not start: {self._log()}")
            time.sleep(0.05)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """As a power cut would; SIGSTOP: hung, SIGCONT: going on."""
        for one in reversed(self._daemons):
            one.send_signal(number)
        if number in {signal.SIGKILL, signal.SIGTERM}:
            for one in self._daemons:
                one.wait()
            self._daemons = []

    def _make(self) -> None:
        for name in ("mon", "osd", "run", "log"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        kind = "bluestore" if self._on_disk else "memstore"
        fsid, mon_port = str(uuid.uuid4()), free_port()
        told = {"fsid": fsid, "mon_port": mon_port, "folder": self.folder, "kind": kind, "port": self.port}
        (self.folder / "ceph.conf").write_text(_SETTINGS.format(**told))
        keyring, monmap = self.folder / "keyring", self.folder / "monmap"
        self._run("ceph-authtool", "--create-keyring", keyring)
        for name, caps in _CAPS.items():
            pairs = [word for at in range(0, len(caps), 2) for word in ("--cap", *caps[at : at + 2])]
            self._run("ceph-authtool", keyring, "--gen-key", "-n", name, *pairs)
        address = f"[v2:127.0.0.1:{mon_port}/0]"
        self._run("monmaptool", "--create", "--clobber", "--addv", "a", address, "--fsid", fsid, monmap)
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap, "--keyring", keyring)

    def _make_disk(self) -> None:
        name = str(uuid.uuid4())
        self._run("ceph", "osd", "new", name, "0")
        self._run("ceph", "osd", "crush", "add", "0", "1.0", "host=one", "root=default")
        self._run("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", name)

    def _run(self, *words: str | Path) -> None:
        with (self.folder / "log" / "made").open("ab") as log:
            subprocess.run(
                [*words, "-c", self.folder / "ceph.conf"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                timeout=_START_SECONDS,
                check=True,
            )

    def _begin(self, *words: str) -> None:
        with (self.folder / "log" / "daemons").open("ab") as log:
            command = [*words, "-c", str(self.folder / "ceph.conf")]
            self._daemons.append(
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
            )

    def _log(self) -> str:
        return (self.folder / "log" / "daemons").read_text(errors="replace")[-2000:]


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def running(folder: Path, *, on_disk: bool, port: int | None = None) -> Iterator[Ceph]:
    """A gateway that answers, until the block ends."""
    server = Ceph(folder, on_disk=on_disk, port=port)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def main() -> None:
    """Runs one in the foreground."""
    folder, *port = sys.argv[1:]
    with running(Path(folder), on_disk=True, port=int(port[0]) if port else None) as server:
        sys.stdout.write(f"{server.url} AWS_ACCESS_KEY_ID={KEY} AWS_SECRET_ACCESS_KEY={SECRET}\n")
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            signal.pause()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    os.umask(0o077)
    main()
