"""The whole way as people see it: dropped into the bucket, looked at and decided in a real Chromium, told by mail."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, ImageStat
from playwright.sync_api import expect

from pipeline.serving.tables import DecisionRow
from tests.doubtful import blurred, drop_application, truth
from tests.reviewer import Reviewer
from tests.services.chromium import Visitor
from tests.services.dojang import ROOT, Served
from tests.services.mail import Mailbox
from tests.services.programs import free_port
from tests.services.proxy import Proxy, credentials

SAMPLES = ROOT / "fixtures" / "samples"
KEY = "a fictitious key"
NAMELESS, NUMBERLESS, COVERED = "nameless.jpg", "numberless.jpg", "covered.jpg"
FAINTLY, BEYOND = 1 / 5, 1 / 3
"""A number that is blurred away altogether is hidden, and needs nobody."""
BLURRED = {
    NAMELESS: ("registration-clean.jpg", "company_name"),
    NUMBERLESS: ("registration-clean.jpg", "business_number"),
    COVERED: ("employment-scan.jpg", "resident_number"),
}
"""Samples of which one field is blurred: nobody, however well they read, can be sure of it."""
APPLICATION = "A-2001"
DARK = 70
"""The most that a covered place shines, of 255."""


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, nginx: Callable[..., Proxy], mailbox: Mailbox
) -> Iterator[tuple[Served, Proxy]]:
    """A service behind the shipped proxy, into whose bucket the cases of all tests were dropped."""
    port = free_port()
    told = {"MANIFEST_KEY": KEY, "SMTP_URL": mailbox.url, "NOTIFY": "ops@example.com"}
    told |= {"PUBLIC_URL": f"https://127.0.0.1:{port}", "REVIEWER_HEADER": "X-Dojang-Reviewer"}
    served = Served(tmp_path_factory.mktemp("browser"), told)
    served.start()
    proxy = nginx(served.ui_port, served.port, port)
    served.ready()
    for name, part in BLURRED.items():
        served.drop(name, blurred(*part, strength=FAINTLY if name == COVERED else BEYOND))
    drop_application(served.inbox, APPLICATION, "applicant@example.com", KEY)
    yield served, proxy
    served.stop()


@pytest.fixture
def served(house: tuple[Served, Proxy]) -> Served:
    return house[0]


@pytest.fixture
def kim(house: tuple[Served, Proxy], visit: Callable[[str | None], Visitor]) -> Iterator[Reviewer]:
    """A reviewer who came by the proxy, with a password; whatever they did stayed on this machine."""
    reviewer = Reviewer(visit("kim"), house[1].url)
    yield reviewer
    assert reviewer.visitor.hosts <= {"127.0.0.1"}
    assert reviewer.visitor.outside == []


def run_of(served: Served, name: str, state: str) -> dict[str, Any]:
    """The one run of a file or an application, once it is in that state."""

    def look() -> dict[str, Any] | None:
        found = served.runs().get(served.subject(name) or "", [])
        return found[0] if found and found[0]["state"]["name"] == state else None

    return served.until(look, 90)


def last_of(served: Served, name: str) -> DecisionRow:
    """The decision that holds."""
    subject = served.subject(name)
    assert subject is not None
    decision = served.ledger.decisions.last(subject)
    assert decision is not None
    return decision


def told_of(served: Served, mailbox: Mailbox, decision: DecisionRow) -> str:
    """The text of the one mail that told of a decision."""
    (number,) = served.until(
        lambda: [place for place, one in enumerate(mailbox.ids) if one.startswith(f"<{decision.id}@")]
    )
    body = mailbox.messages[number].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def shine(picture: Image.Image, box: list[float]) -> float:
    """How bright the right part of a place on the page is, where the hidden digits stand; the page is the picture's foot."""
    left, top, right, bottom = box
    height = round(picture.width * 297 / 210)
    head = picture.height - height
    wide = right - left
    place = (left + 0.65 * wide, top + 0.2 * (bottom - top), left + 0.9 * wide, bottom - 0.2 * (bottom - top))
    x = [round(one * picture.width) for one in place[::2]]
    y = [head + round(one * height) for one in place[1::2]]
    return float(ImageStat.Stat(picture.convert("L").crop((x[0], y[0], x[1], y[1]))).mean[0])


def test_the_queue_lists_what_waits_by_name_and_with_tags(served: Served, kim: Reviewer) -> None:
    runs = [run_of(served, one, "Suspended") for one in (*BLURRED, APPLICATION)]
    names = kim.queue().all_inner_texts()
    assert names == sorted(one["name"] for one in runs)
    assert all(name.startswith("2026-11-24 ") for name in names)
    for tag in ("channel:sender-number", "kind:application", "outcome:needs-review"):
        expect(kim.page.get_by_text(tag).first).to_be_visible()
    kim.shoot("queue", clip=(256, 590, 1400, 1100))


def test_a_rejection_with_reasons_chosen_in_the_form_is_told_by_mail(
    served: Served, kim: Reviewer, mailbox: Mailbox
) -> None:
    run = run_of(served, NUMBERLESS, "Suspended")
    late = Reviewer(kim.visitor, kim.url)
    too_late = late.form(run)
    late.answer(too_late, "승인")
    form = kim.form(run)
    kim.answer(form, "반려", ["사업자등록증의 내용을 알아볼 수 없습니다"])
    assert kim.send(form) == "ACCEPT"
    assert late.send(too_late) != "ACCEPT", "a second answer"
    assert run_of(served, NUMBERLESS, "Rejected")["id"] == run["id"]
    decision = last_of(served, NUMBERLESS)
    assert (decision.verdict, decision.decided_by, decision.verified) == ("rejected", "kim", True)
    assert "사업자등록증의 내용을 알아볼 수 없습니다" in told_of(served, mailbox, decision)


def test_what_was_read_wrong_is_corrected_and_the_rules_judge_again(
    served: Served, kim: Reviewer, mailbox: Mailbox
) -> None:
    run = run_of(served, NAMELESS, "Suspended")
    form = kim.form(run)
    (crops,) = kim.pictures(form)
    assert crops.width > 1000
    kim.shoot("form", form)
    kim.answer(form, "정정 후 다시 판정", corrections=[("회사명(상호)", truth(*BLURRED[NAMELESS])["value"])])
    kim.shoot("correction", form)
    assert kim.send(form) == "ACCEPT"
    assert run_of(served, NAMELESS, "Approved")["id"] == run["id"]
    decision = last_of(served, NAMELESS)
    assert (decision.number, decision.decided_by, decision.verified) == (2, "kim", True)
    assert told_of(served, mailbox, decision)


def test_an_application_s_sheet_shows_everything_and_its_applicant_is_told_of_the_approval(
    served: Served, kim: Reviewer, mailbox: Mailbox
) -> None:
    run = run_of(served, APPLICATION, "Suspended")
    rows = kim.artifact(run, "checks").locator("table tr")
    assert rows.count() >= 10
    assert "○" not in rows.nth(1).inner_text(), "what is open comes first"
    expect(kim.page.get_by_text(last_of(served, APPLICATION).reason or "").first).to_be_visible()
    kim.shoot("checks", clip=(262, 190, 1000, 680))
    pictures = kim.pictures(kim.artifact(run, "sheet"))
    assert len(pictures) >= 5, "what was claimed, and four pages"
    assert all(one.width == 1240 for one in pictures)
    kim.shoot("sheet", clip=(262, 185, 990, 1330))
    form = kim.form(run)
    assert kim.pictures(form)
    kim.answer(form, "승인")
    assert kim.send(form) == "ACCEPT"
    assert run_of(served, APPLICATION, "Approved")["id"] == run["id"]
    decision = last_of(served, APPLICATION)
    assert (decision.decided_by, decision.verified, decision.via) == ("kim", True, "ui")
    assert "승인" in told_of(served, mailbox, decision)
    (to,) = [to for to, one in zip(mailbox.recipients, mailbox.ids, strict=True) if one.startswith(f"<{decision.id}@")]
    assert to == ["applicant@example.com"]


def test_a_covered_number_is_seen_once_and_the_log_says_by_whom(served: Served, kim: Reviewer) -> None:
    run = run_of(served, COVERED, "Suspended")
    box = truth(*BLURRED[COVERED])["box"]
    sheet = kim.artifact(run, "sheet")
    *_, page = kim.pictures(sheet)
    assert shine(page, box) < DARK, "covered"
    address = sheet.locator("a[href*='/original/']").first.get_attribute("href")
    assert address is not None
    kim.page.goto(address)
    expect(kim.page.get_by_text("kim", exact=True)).to_be_visible()
    kim.shoot("original", kim.page.locator("main, body").first)
    kim.page.get_by_role("button").click()
    expect(kim.page.locator("img")).to_be_visible()
    assert kim.page.locator("img").evaluate("one => one.naturalWidth") > 1000
    shown = Image.open(inside(kim.page.locator("img").get_attribute("src") or ""))
    assert shine(shown, box) > DARK, "nothing is covered"
    again = kim.page.goto(address)
    assert again is not None
    assert again.status == 410
    expect(kim.page.locator("img")).to_have_count(0)
    (viewing,) = served.ledger.viewings.of(served.subject(COVERED) or "")
    assert viewing.by == "kim"


def test_the_name_of_a_refused_answer_is_not_that_of_the_next(house: tuple[Served, Proxy]) -> None:
    """Prefect took kim's rejection, Dojang refused it; then somebody answers past the proxy."""
    served, proxy = house
    run = run_of(served, COVERED, "Suspended")
    body = {"run_input": {"decision": "반려 · reject"}}
    url = f"{proxy.url}/api/flow_runs/{run['id']}/resume"
    told = httpx.post(url, json=body, headers=credentials("kim"), verify=False, trust_env=False, timeout=30)  # noqa: S501 - the certificate is the test's own
    assert told.json()["status"] == "ACCEPT"
    keys = run["state"]["state_details"]["run_input_keyset"]
    asked = served.until(lambda: (found := keyset(served, run["id"])) and found != keys and found)
    assert served.until(
        lambda: "reason-missing" in served.asked("GET", f"flow_runs/{run['id']}/input/{asked['description']}")
    )
    assert served.resume(run["id"], decision="승인 · approve", by="이심사") == "ACCEPT"
    run_of(served, COVERED, "Approved")
    decision = last_of(served, COVERED)
    assert (decision.decided_by, decision.verified) == ("이심사", False)


def keyset(served: Served, run_id: str) -> dict[str, str] | None:
    """Under which keys the form lies on which a run waits."""
    found: dict[str, str] | None = served.asked("GET", f"flow_runs/{run_id}")["state"]["state_details"][
        "run_input_keyset"
    ]
    return found


def inside(address: str) -> io.BytesIO:
    """What a `data:` address holds."""
    return io.BytesIO(base64.b64decode(address.partition(",")[2]))


def test_without_a_proxy_the_typed_name_is_unverified(
    tmp_path: Path, smtp: Mailbox, visit: Callable[[str | None], Visitor]
) -> None:
    served = Served(tmp_path, {"SMTP_URL": smtp.url, "NOTIFY": "ops@example.com"})
    served.start()
    try:
        served.ready()
        served.drop(NAMELESS, blurred(*BLURRED[NAMELESS]))
        run = run_of(served, NAMELESS, "Suspended")
        reviewer = Reviewer(visit(None), served.url)
        form = reviewer.form(run)
        assert reviewer.pictures(form), "from the port of its own, past the UI's"
        reviewer.answer(form, "승인")
        form.get_by_label("담당자 이름").fill("박심사")
        assert reviewer.send(form) == "ACCEPT"
        run_of(served, NAMELESS, "Approved")
        decision = last_of(served, NAMELESS)
        assert (decision.decided_by, decision.verified) == ("박심사", False)
        assert told_of(served, smtp, decision)
    finally:
        served.stop()
