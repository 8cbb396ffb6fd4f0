"""Whoever reads Spanish misses nothing: no words stand beside the translate tags."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parent.parent
FILLED_IN = "\ue000"  # stands for what a variable or a translate tag says
LETTERS = re.compile(r"[^\W\d_]")
COLUMN_OF_A_TABLE = re.compile(r"[a-z]\.[a-z_]+")  # SQL, where an import names it `title`
QUOTED = r"""(?P<quote>["'])(?P<words>.*?)(?P=quote)"""
READ = {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
READ |= {f"data-{name}" for name in ("confirm", "copied", "hide", "name", "one", "other", "show")}
# Names under which words for the page travel: to a component, a form field, a table.
WORDS = {"action", "caption", "confirm", "doing", "help_text", "heading", "label", "note", "one", "other"}
WORDS |= {"sub", "text", "title", "verbose_name", "word"}
NOT_ON_A_PAGE = {"launcher", "management", "demo", "messages", "migrations"}  # a terminal's words are English


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


class Words(HTMLParser):
    """Collects what a person reads: text, and the attributes that are shown or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in READ]


def untranslated(source: str) -> list[str]:
    """The words of a template that would stand there in any language."""
    plain, given = "", []
    silent = False  # inside what is translated, a comment, or a block that names classes of the stylesheet
    for token in Lexer(source).tokenize():
        tag = token.contents.split(maxsplit=1)[0] if token.token_type == TokenType.BLOCK else ""
        if re.fullmatch(r"blocktrans(late)?|comment", tag) or re.fullmatch(
            r"block \w+_class", token.contents
        ):
            silent = True
        elif tag.startswith("end"):
            silent = False
        elif silent:
            continue
        elif token.token_type == TokenType.TEXT:
            plain += token.contents
        elif token.token_type == TokenType.VAR:
            plain += (
                "x" if plain.endswith(("<", "</")) else literals(r"\|default(?:_if_none)?:", token.contents)
            )
        elif tag == "firstof":
            plain += literals(r"\s", token.contents)
        elif tag == "include":
            given.append(literals(rf"\b({'|'.join(WORDS)})=", token.contents))
        elif tag.startswith("trans"):
            plain += FILLED_IN
    words = Words()
    words.feed(plain)
    words.close()
    return [
        " ".join(text.split()) for text in words.found + given if LETTERS.search(text.replace(FILLED_IN, ""))
    ]


def literals(before: str, contents: str) -> str:
    """The quoted words that follow `before` in a tag."""
    return FILLED_IN + " ".join(match["words"] for match in re.finditer(before + QUOTED, contents))


def spoken(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions whose value somebody reads on a page."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
            yield from (value for key, value in zip(keys, node.values, strict=True) if key in WORDS)
        elif isinstance(node, ast.Call):
            yield from (keyword.value for keyword in node.keywords if keyword.arg in WORDS)
            called = ast.unparse(node.func)
            if called.startswith("messages.") or called in {"tables.Column", "NumberColumn"}:
                yield from node.args
            elif called.endswith("ValidationError"):
                yield from node.args[:1]
        elif isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
            members = [line.value for line in node.body if isinstance(line, ast.Assign)]
            yield from (member.elts[1] for member in members if isinstance(member, ast.Tuple))


def says_words(value: ast.expr) -> bool:
    pieces = value.values if isinstance(value, ast.JoinedStr) else [value]
    texts = [str(piece.value) for piece in pieces if isinstance(piece, ast.Constant) and piece.value]
    return any(LETTERS.search(text) and not COLUMN_OF_A_TABLE.fullmatch(text) for text in texts)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('<p title="Hi">{% translate "Hi" %}</p>', ["Hi"]),
        ("<p>Two\n words {{ n }}</p>{# none #}", ["Two words \ue000"]),
        ("{% blocktranslate %}Hi{% plural %}His{% endblocktranslate %}<{{ tag }} id=x>·</{{ tag }}>", []),
        (
            '{% include "a.html" with kind="bad" title="Oh" only %}{{ a|default:"no" }}',
            ["\ue000no", "\ue000Oh"],
        ),
        ('<i class="a" aria-label="{% translate "x" %}">{% firstof a _("b") "–" %}</i>', []),
    ],
)
def test_words_outside_of_translate_tags_are_found(template, found):
    assert untranslated(template) == found


def test_templates_say_nothing_untranslated():
    said = {str(path.relative_to(ROOT)): untranslated(path.read_text()) for path in templates()}
    assert {name: words for name, words in said.items() if words} == {}


def test_code_says_nothing_untranslated():
    guilty = [
        f"{path.relative_to(ROOT)}:{value.lineno} {ast.unparse(value)}"
        for package in ("accounts", "portal", "roster", "schools")
        for path in sorted((ROOT / package).rglob("*.py"))
        if not NOT_ON_A_PAGE & set(path.relative_to(ROOT).parts)
        for value in spoken(ast.parse(path.read_text()))
        if says_words(value)
    ]
    assert guilty == []
