"""A reviewer at Prefect's UI: what they look at and press, in a real Chromium."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.services.chromium import Visitor

QUEUE = "/v2/runs?state=Suspended&sort=NAME_ASC"
IMAGES = Path(__file__).parent.parent / "docs" / "images"
DRAWN = "DOJANG_SCREENSHOTS"
"""Set to make the documents' screenshots anew."""
_COLOURS = 128
_BUSY = 503
_LOADED = "images => images.length > 0 && images.every(one => one.complete && one.naturalWidth > 0)"
PATIENCE = 30_000
"""Milliseconds."""


@dataclass
class Reviewer:
    """One person with one page of the browser, at the UI under `url`."""

    visitor: Visitor
    url: str
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.visitor.page()
        self.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def queue(self) -> Locator:
        """The list of what waits for a person; its names."""
        self.page.goto(self.url + QUEUE)
        names = self.page.get_by_role("link", name="2026-")
        expect(names.first).to_be_visible()
        return names

    def open(self, run: dict[str, Any], tab: str = "Logs") -> None:
        """The page of a run."""
        self.page.goto(f"{self.url}/v2/runs/flow-run/{run['id']}?tab={tab}")
        expect(self.page.get_by_text(run["name"]).first).to_be_visible()

    def artifact(self, run: dict[str, Any], word: str) -> Locator:
        """A run's table of checks (`checks`) or its sheet (`sheet`), by the way that clicks lead."""
        self.open(run, "Artifacts")
        self.page.locator(f"a[href*='/artifacts/key/{word}-']").first.click()
        self.page.locator("a[href*='/artifacts/artifact/']").first.click()
        expect(self.page.locator("table, img").first).to_be_visible()
        return self.page.locator("body")

    def form(self, run: dict[str, Any]) -> Locator:
        """The form with which a run is answered, with its pictures."""
        self.open(run)
        self.page.get_by_role("button", name="Open menu").last.click()
        self.page.get_by_role("menuitem", name="Resume").click()
        form = self.page.get_by_role("dialog")
        expect(form.get_by_text("결정 · Decision", exact=True)).to_be_visible()
        return form

    def choose(self, form: Locator, label: str, *choices: str) -> None:
        """Picks what begins so from a list of the form."""
        button = form.get_by_role("button", name=f"Select {label}")
        button.click()
        for one in choices:
            self.page.get_by_role("option", name=one).first.click()
        if button.get_attribute("aria-expanded") == "true":
            button.press("Escape")
        expect(self.page.get_by_role("listbox")).to_have_count(0)

    def answer(
        self, form: Locator, decision: str, reasons: Sequence[str] = (), corrections: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Fills the form in."""
        self.choose(form, "결정", decision)
        if reasons:
            self.choose(form, "사유", *reasons)
        for number, (name, value) in enumerate(corrections):
            form.get_by_role("button", name="Add item").click()
            self.choose(form, "항목", name)
            form.get_by_label("바른 값").nth(number).fill(value)

    def send(self, form: Locator) -> str:
        """Presses Resume, again where the server was too busy to look; what it said."""
        for _ in range(3):
            with self.page.expect_response(lambda one: one.url.rstrip("/").endswith("/resume")) as told:
                form.get_by_role("button", name="Resume", exact=True).click()
            if told.value.status != _BUSY:
                break
        return str(told.value.json().get("status")) if told.value.ok else f"HTTP {told.value.status}"

    def pictures(self, place: Locator) -> list[Image.Image]:
        """The pictures there, which the browser must have loaded."""
        images = place.locator("img[src*='/pictures/']")
        expect(images.first).to_be_visible()
        handle = images.evaluate_all("images => { window.pictures = images; return images.map(one => one.src) }")
        self.page.wait_for_function(f"({_LOADED})(window.pictures)")
        return [self._fetched(address) for address in handle]

    def _fetched(self, address: str) -> Image.Image:
        return Image.open(io.BytesIO(self.page.context.request.get(address).body()))

    def shoot(self, name: str, place: Locator | None = None, clip: tuple[int, int, int, int] | None = None) -> None:
        """Makes the documents' picture of that name anew, if it was asked for; `clip` as left, top, right, bottom."""
        if not os.environ.get(DRAWN):
            return
        self.page.wait_for_timeout(500)  # for what moves while it opens
        taken = Image.open(io.BytesIO(place.screenshot() if place else self.page.screenshot(full_page=True)))
        small = (taken.crop(clip) if clip else taken).convert("RGB")
        IMAGES.mkdir(exist_ok=True)
        small.quantize(_COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
