"""The house keeps its shape: imports point downwards, nothing grows out of hand."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "schools": {"schools"},
    "roster": {"roster", "schools"},
    "accounts": {"accounts", "roster", "schools"},
    "portal": {"portal", "accounts", "roster", "schools"},
}
LAYERS = {"schools", "roster", "accounts", "portal", "tests"}
# Inside an app: who may import whom, from the bottom up. A module not named here is a rule module.
HEIGHTS = {
    "tenancy": 0, "walls": 0, "capabilities": 0, "scope": 0, "text": 0, "envelope": 0,
    "models": 0, "queries": 1, "mail": 2, "usecases": 3, "answering": 4, "exports": 4, "forms": 5, "tables": 5,
    "views": 6, "tasks": 6, "management": 6, "urls": 7,
}  # fmt: skip
RULES = 2
MAX_MODULE, MAX_FUNCTION, MAX_TEMPLATE = 300, 40, 150


def modules(package: str) -> list[Path]:
    return [path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def height(parts: list[str]) -> int:
    return HEIGHTS.get(parts[1], RULES) if len(parts) > 1 else RULES


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_apps_import_downwards_only(package):
    for path in modules(package):
        layers = {name.split(".")[0] for name in imported(ast.parse(path.read_text()))} & LAYERS
        assert layers <= MAY_IMPORT[package], f"{path.relative_to(ROOT)} reaches up to {layers}"


@pytest.mark.parametrize("package", ["schools", "roster", "accounts"])
def test_modules_of_an_app_import_downwards_only(package):
    for path in modules(package):
        own = height(list(path.relative_to(ROOT).with_suffix("").parts))
        for name in imported(ast.parse(path.read_text())):
            parts = name.split(".")
            if parts[0] == package and len(parts) > 2 and parts[1] != "apps":
                assert height(parts) <= own, f"{path.relative_to(ROOT)} imports {name} from above"


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_nothing_is_imported_inside_a_function(package):
    for path in modules(package):
        for function in functions(path):
            inner = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{path.relative_to(ROOT)}: lines {inner}"


@pytest.mark.parametrize("package", [*MAY_IMPORT, "tests"])
def test_modules_and_functions_stay_small(package):
    for path in modules(package):
        lines = len(path.read_text().splitlines())
        assert lines <= MAX_MODULE, f"{path.relative_to(ROOT)} has {lines} lines"
        for function in functions(path):
            length = (function.end_lineno or 0) - function.lineno + 1
            assert length <= MAX_FUNCTION, f"{path.relative_to(ROOT)}: {function.name} has {length} lines"


def test_the_map_in_the_readme_names_every_module_of_accounts():
    """Sixty files side by side: a newcomer finds the right one by chapter."""
    plumbing = {
        "__init__",
        "__pycache__",
        "apps",
        "urls",
        "tasks",
        "migrations",
        "models",
        "usecases",
        "views",
        "forms",
    }
    names = {path.stem for path in (ROOT / "accounts").iterdir() if path.suffix != ".md"} - plumbing
    table = [
        line for line in (ROOT / "accounts/README.md").read_text().splitlines() if line.startswith("| [")
    ]
    named = re.findall(r"`(\w+)/?`", "".join(table))
    assert sorted(named) == sorted(names)


def test_templates_stay_small():
    for path in (ROOT / "templates").rglob("*.*"):
        lines = len(path.read_text().splitlines())
        assert lines <= MAX_TEMPLATE, f"{path.relative_to(ROOT)} has {lines} lines"


@pytest.mark.parametrize("package", ["roster", "accounts", "portal"])
def test_views_reach_rows_only_through_the_scope(package):
    """`Model.objects` in a view is followed by `visible_to` (or a queryset fenced by person and session)."""
    fenced = {"visible_to", "open_to"}
    for path in modules(package):
        if "views" not in path.relative_to(ROOT).as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                unscoped = node.value.attr == "objects" and node.attr not in fenced
                assert not unscoped, f"{path.relative_to(ROOT)}:{node.lineno} bypasses visible_to()"


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
