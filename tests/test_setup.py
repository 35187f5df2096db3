"""`make setup` leaves alone what is there, asks for what is missing, and says clearly what it cannot do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("bash", "sh", "dirname", "cat", "grep", "find", "cksum", "id", "env", "rm", "chmod")


def setup(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("bash") or "bash", str(ROOT / "scripts" / "setup.sh"), *words]
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with the plainest tools: no Tesseract, no Python, nothing to install with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or "")
    return folder


def test_a_second_run_does_nothing() -> None:
    assert setup().returncode == 0
    again = setup()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_an_old_python_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "python"
    program(old, 'test "$1" = -V && echo Python 3.9.2; exit 1')
    told = setup(PYTHON=str(old))
    assert told.returncode == 1
    assert "Python 3.11 or later" in told.stderr
    assert "Python 3.9.2" in told.stderr


def test_without_a_package_manager_it_says_what_to_install(bare: Path) -> None:
    told = setup(PATH=str(bare), PYTHON="")
    assert told.returncode == 1
    assert "neither apt-get" in told.stderr
    assert "Tesseract 5 with kor and eng, Python 3.11 or later" in told.stderr


def test_without_root_or_sudo_it_says_so(bare: Path) -> None:
    (bare / "id").unlink()
    program(bare / "id", "echo 1000")
    program(bare / "apt-get", "exit 0")
    told = setup(PATH=str(bare), PYTHON="")
    assert told.returncode == 1
    assert "this needs root" in told.stderr


@pytest.mark.parametrize("manager", ["apt-get", "brew"])
def test_it_asks_for_what_is_missing_only(bare: Path, tmp_path: Path, manager: str) -> None:
    asked = tmp_path / "asked"
    (bare / "id").unlink()
    program(bare / "id", "echo 0")
    program(bare / manager, f'echo "$@" >>"{asked}"')
    program(bare / "python3", "exit 0")
    told = setup(PATH=str(bare), PYTHON="")
    packages = {"apt-get": "tesseract-ocr tesseract-ocr-kor tesseract-ocr-eng", "brew": "tesseract tesseract-lang"}
    assert packages[manager] in asked.read_text()
    assert "python" not in asked.read_text()
    assert told.returncode == 1
    assert "does not list the languages kor and eng" in told.stderr


@pytest.fixture
def ready(bare: Path) -> Path:
    """A PATH with all that Dojang runs on, and with nothing that only tests use; and who calls is root."""
    (bare / "id").unlink()
    program(bare / "id", "echo 0")
    program(bare / "tesseract", "echo kor; echo eng")
    program(bare / "apt-cache", "echo Candidate: 1.0")
    program(bare / "python3", "exit 0")
    return bare


def installer(folder: Path, name: str, asked: Path) -> None:
    """A package manager that notes what it is asked, and whether services may start meanwhile; then all is there."""
    names = "nginx initdb ceph ceph-mon ceph-osd radosgw"
    made = f'printf "#!/bin/sh\\n" >"{folder}/$made"; chmod +x "{folder}/$made"'
    here = f"for made in {names}; do {made}; done"
    kept = f'test ! -x "$POLICY" || "$POLICY" nginx start; echo "policy $? $*" >>"{asked}"'
    program(folder / name, f'{kept}\ncase "$*" in *nginx*) {here};; esac')


def for_tests(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    everything = {"PATH": str(folder), "SYSTEM_FOLDERS": "", "POLICY": str(folder / "policy-rc.d"), "CHROMIUM": ""}
    return setup("tests", **(everything | environment))


def test_only_tests_ask_for_a_browser_and_servers(ready: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    installer(ready, "apt-get", asked)
    assert setup(PATH=str(ready), SYSTEM_FOLDERS="").returncode == 0
    assert not asked.exists()
    for_tests(ready)
    assert "chromium nginx postgresql" in asked.read_text()
    assert "tesseract" not in asked.read_text()


def test_no_service_starts_by_being_installed(ready: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    installer(ready, "apt-get", asked)
    for_tests(ready)
    updated, installed = asked.read_text().splitlines()
    assert updated.startswith("policy 0 update")
    assert installed.startswith("policy 101 install")
    assert not (ready / "policy-rc.d").exists()


def test_a_policy_of_the_machine_stays(ready: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    installer(ready, "apt-get", asked)
    program(ready / "policy-rc.d", "exit 104")
    for_tests(ready)
    assert "policy 104 install" in asked.read_text()
    assert (ready / "policy-rc.d").exists()


def test_a_policy_of_ours_goes_when_the_installation_fails(ready: Path) -> None:
    program(ready / "apt-get", "exit 100")
    told = for_tests(ready)
    assert told.returncode == 0
    assert "without chromium nginx postgresql ceph, tests that need it are skipped" in told.stderr
    assert not (ready / "policy-rc.d").exists()


def test_where_chromium_is_a_snap_it_is_not_asked_for(ready: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    installer(ready, "apt-get", asked)
    program(ready / "apt-cache", "echo 'Candidate: (none)'")
    program(ready / "chromium", "echo Chromium 140.0 snap")
    told = for_tests(ready)
    assert told.returncode == 0
    assert "nginx postgresql" in asked.read_text()
    assert "chromium" not in asked.read_text()
    assert "without chromium, tests that need it are skipped" in told.stderr


def test_a_browser_of_another_name_will_do(ready: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    installer(ready, "apt-get", asked)
    program(ready / "google-chrome", "echo Google Chrome 140.0")
    told = for_tests(ready)
    assert (told.returncode, "skipped" in told.stderr) == (0, False)
    assert "chromium" not in asked.read_text()


def test_ceph_is_asked_for_where_it_can_be_had(ready: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    installer(ready, "apt-get", asked)
    program(ready / "apt-cache", "echo '  Candidate: 16.2.15'")
    for_tests(ready)
    assert "radosgw ceph-mon ceph-osd ceph-common" in asked.read_text()


def test_homebrew_is_asked_for_servers_and_no_browser(ready: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    installer(ready, "brew", asked)
    told = for_tests(ready)
    assert told.returncode == 0
    assert asked.read_text().strip().endswith("install --quiet nginx postgresql@17")
    assert "without chromium" in told.stderr


def test_it_takes_no_other_word(bare: Path) -> None:
    told = setup("test", PATH=str(bare))
    assert told.returncode == 1
    assert "what is 'test'?" in told.stderr
