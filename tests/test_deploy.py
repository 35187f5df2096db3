"""What `docs/deploy.md` hands to systemd, containers and Prefect names things that are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # its stubs would be one more dependency
from prefect import Flow

import flows
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KNOWN = {f"DOJANG_{name.upper()}" for name in Settings.model_fields}


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_prefect_finds_every_flow_of_its_file() -> None:
    told = loaded(ROOT / "prefect.yaml")
    for deployment in told["deployments"]:
        file, _, name = deployment["entrypoint"].partition(":")
        assert (ROOT / file).is_file()
        assert isinstance(getattr(flows, name), Flow)
        assert deployment["work_pool"]["name"] == told["name"]
    pinned = re.search(r"^prefect==([\d.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert told["prefect-version"] == pinned[1]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_is(unit: Path) -> None:
    lines = [line.partition("=") for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]
    told = {name: value for name, _, value in lines}
    command = shlex.split(told["ExecStart"])
    assert command[:2] == ["/opt/dojang/.venv/bin/dojang", "serve"]
    assert set(command[2:]) <= {"--worker"}
    assert {word.partition("=")[0] for word in shlex.split(told["Environment"])} <= KNOWN


def test_containers_are_told_settings_that_are() -> None:
    told = re.findall(r"^(DOJANG_\w+)=", (DEPLOY / "compose" / "secrets.example").read_text(), re.MULTILINE)
    told += re.findall(r"\b(DOJANG_\w+)=", (ROOT / "Dockerfile").read_text())
    assert len(told) > 4
    assert set(told) <= KNOWN


def test_the_image_has_what_its_steps_need() -> None:
    allowed = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert all((ROOT / name).exists() for name in allowed)
    packages = loaded_packages()
    assert packages <= set(allowed)
    assert {"Makefile", "scripts", "requirements-dev.txt", "pyproject.toml"} <= set(allowed)


def loaded_packages() -> set[str]:
    """What the wheel is made of."""
    found = re.search(r"targets\.wheel\]\nonly-include = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL)
    assert found is not None
    return set(re.findall(r'"([^"]+)"', found[1]))


def test_workers_and_service_share_what_they_must() -> None:
    services = loaded(DEPLOY / "compose" / "compose.yaml")["services"]
    service, worker = services["service"], services["worker"]
    for name in ("image", "network_mode", "env_file", "volumes"):
        assert service[name] == worker[name]
    assert worker["command"] == ["serve", "--worker"]
    assert set(worker["depends_on"]) == {"service"}
    assert all(one["network_mode"] == "host" for one in services.values()), "every port stays on the machine's loopback"
