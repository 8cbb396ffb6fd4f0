"""The colours keep their promises: every pair of text and ground, in both schemes, for every accent a district may choose."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "static" / "css"
PAIRS = [  # text, ground, smallest contrast (WCAG 2.2: 4.5 for text, 3 for the edge of a field)
    *(
        (f"--ink{tone}", ground, 4.5)
        for tone in ("", "-2", "-3")
        for ground in ("--paper", "--surface", "--sunken")
    ),
    *((f"--{state}", f"--{state}-ground", 4.5) for state in ("ok", "wait", "warn", "bad", "off")),
    *((f"--{state}", "--surface", 4.5) for state in ("ok", "wait", "warn", "bad", "off")),
    *(("--ink", f"--{state}-ground", 7) for state in ("ok", "wait", "warn", "bad")),
    ("--bad-on", "--bad", 4.5),
    ("--line-strong", "--surface", 3),
    ("--line-strong", "--paper", 3),
    ("--bulk-ink", "--bulk", 7),
    ("--bulk-bad", "--bulk", 4.5),
    ("--accent", "--surface", 7),
    ("--accent", "--paper", 4.5),
    ("--accent-on", "--accent", 7),
]
ACCENTS = ["", "ink", "plum", "brick", "moss", "slate"]


def tokens(scheme: str, accent: str) -> dict[str, str]:
    """The custom properties as the browser resolves them; in/out: names with their #rrggbb."""
    found: dict[str, str] = {}
    for name in ("tokens.css", "accents.css"):
        light, _, dark = (CSS / name).read_text().partition("(prefers-color-scheme: dark)")
        for text in [light, dark][: 2 if scheme == "dark" else 1]:
            for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
                wanted = (
                    f'[data-accent="{accent}"]' in selector if name == "accents.css" else ":root" in selector
                )
                if wanted:
                    found.update(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", body))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_every_text_can_be_read_on_its_ground(scheme, accent):
    colours = tokens(scheme, accent)
    faint = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, ground, least in PAIRS
        if contrast(colours[text], colours[ground]) < least
    }
    assert faint == {}


def test_only_the_tokens_name_colours():
    named = {
        path.name: re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())
        for path in CSS.glob("*.css")
        if path.name not in {"tokens.css", "accents.css", "print.css"}
    }
    assert {name: colours for name, colours in named.items() if colours} == {}


def test_no_template_carries_style_or_script():
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|https?://")
    templates = Path(__file__).parent.parent / "templates"
    guilty = [
        path.name
        for path in templates.rglob("*.html")
        if "emails" not in path.parts and inline.search(path.read_text())
    ]
    assert guilty == []
