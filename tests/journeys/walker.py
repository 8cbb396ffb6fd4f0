"""One person with one browser: walks, and has every state it reaches looked over by axe, light and dark."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

PICTURES = os.environ.get("JOURNEY_PICTURES")  # a folder: keep a screenshot of every state there


class Walker:
    def __init__(self, page: Page, *, axe: bool = True) -> None:
        self.page, self.axe = page, axe
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message) -> None:
        # A refused page is a message of the browser's, not a fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def goes_to(self, path: str) -> "Walker":
        self.page.goto(path)
        return self

    def types(self, label: str, text: str) -> "Walker":
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def presses(self, name: str | re.Pattern) -> "Walker":
        self.page.get_by_role("button", name=name).first.click()
        return self

    def follows(self, name: str | re.Pattern) -> "Walker":
        self.page.get_by_role("link", name=name).first.click()
        return self

    def sees(self, text: str | re.Pattern) -> "Walker":
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()
        return self

    def main(self) -> Locator:
        return self.page.locator("main")

    def looks_around(self, state: str) -> "Walker":
        """The state is clean: axe in light and dark, no sideways scrolling, nothing in the console."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            if PICTURES:
                name = f"{state}-{self.page.viewport_size['width']}-{scheme}.png"
                self.page.screenshot(path=Path(PICTURES) / name, full_page=True)
            if self.axe:
                found = Axe().run(self.page).response["violations"]
                assert not found, (
                    f"{state} ({scheme}): {[(v['id'], v['nodes'][0]['html'][:200]) for v in found]}"
                )
        self.page.emulate_media(color_scheme="light")
        if self.axe:
            overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{state}: scrolls sideways by {overflow} px"
        assert self.complaints == [], f"{state}: {self.complaints}"
        return self
