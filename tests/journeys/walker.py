"""One person with one browser: walks, and has every state it reaches looked over by axe, light and dark."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Page, expect

PICTURES = os.environ.get("JOURNEY_PICTURES")  # a folder: keep a screenshot of every state there

AXE, VIOLATIONS = Axe(), {"resultTypes": ["violations"]}
# Of a page that passed in the light, only the colours can fail in the dark.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
SCHEMES = {"light": VIOLATIONS, "dark": VIOLATIONS | COLOURS}


class Walker:
    """Words are given in English and looked for in the walker's language."""

    def __init__(self, page: Page, *, locale: str = "en", axe: bool = True) -> None:
        self.page, self.locale, self.axe = page, locale, axe
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message) -> None:
        # A refused page is a message of the browser's, not a fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def says(self, text: str) -> str:
        with translation.override(self.locale):
            return translation.gettext(text)

    def goes_to(self, path: str) -> "Walker":
        self.page.goto(path)
        return self

    def types(self, label: str, text: str) -> "Walker":
        self.page.get_by_label(self.says(label), exact=True).fill(text)
        return self

    def presses(self, name: str) -> "Walker":
        self.page.get_by_role("button", name=self.says(name)).first.click()
        return self

    def presses_in(self, place: str) -> "Walker":
        """A button whose words count something, by where it is."""
        self.page.locator(place).click()
        return self

    def follows(self, name: str) -> "Walker":
        self.page.get_by_role("link", name=self.says(name)).first.click()
        return self

    def manages(self, entry: str) -> "Walker":
        """Home -> Manage -> entry, by the menu."""
        self.page.locator("nav summary").get_by_text(self.says("Manage"), exact=True).click()
        self.page.locator("nav").get_by_role("link", name=self.says(entry), exact=True).click()
        return self

    def signs_in(self, login: str, password: str) -> "Walker":
        self.goes_to("/sign-in").types("Username or e-mail", login).types("Password", password)
        self.page.get_by_role("button", name=self.says("Sign in"), exact=True).click()
        return self

    def chooses(self, password: str) -> "Walker":
        return self.types("New password", password).presses("Save my password")

    def handed_out(self) -> dict[str, str]:
        """Username -> one-time password, as the result page shows them."""
        expect(self.page.locator(".secret.strong").first).to_be_visible()
        rows = self.page.locator("main tbody tr").filter(has=self.page.locator(".secret.strong"))
        return dict(row.locator(".secret code").all_inner_texts() for row in rows.all())

    def sees(self, text: str) -> "Walker":
        expect(self.page.get_by_text(self.says(text)).filter(visible=True).first).to_be_visible()
        return self

    def waits_for_the_work(self) -> "Walker":
        """Until no progress bar is left on the page."""
        expect(self.page.locator("main progress")).to_have_count(0, timeout=30_000)
        return self

    def looks_around(self, state: str) -> "Walker":
        """The state is clean: axe in light and dark, no sideways scrolling, nothing in the console."""
        for scheme, rules in SCHEMES.items():
            self.page.emulate_media(color_scheme=scheme)
            if PICTURES:
                name = f"{state}-{self.page.viewport_size['width']}-{scheme}.png"
                self.page.screenshot(path=Path(PICTURES) / name, full_page=True)
            if self.axe:
                found = AXE.run(self.page, options=rules).response["violations"]
                assert not found, (
                    f"{state} ({scheme}): {[(v['id'], v['nodes'][0]['html'][:200]) for v in found]}"
                )
        self.page.emulate_media(color_scheme="light")
        if self.axe:
            overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{state}: scrolls sideways by {overflow} px"
        assert self.complaints == [], f"{state}: {self.complaints}"
        return self
