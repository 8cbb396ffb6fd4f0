"""docs/requirements.md tells the truth: every id has a line, every claimed test exists and carries the id."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTS = {"A": 8, "B": 10, "C": 19, "D": 6, "X": 16}
EVERY_ID = [f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
NOT_BUILT = "not built"


def lines() -> dict[str, str]:
    """id -> the last cell of its line: tests in backticks, or `not built`."""
    found = {}
    for line in (ROOT / "docs/requirements.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"[A-DX]\d+", cells[0]):
            assert cells[0] not in found, f"{cells[0]} has two lines"
            found[cells[0]] = cells[3]
    return found


def marked() -> dict[str, set[str]]:
    """Node id of a test -> the requirement ids on its marker (function, class or module)."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[f"{path.relative_to(ROOT)}::{node.name}"] = ids(node)
    return found


def ids(function: ast.FunctionDef) -> set[str]:
    return {
        str(argument.value)
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.requirement"
        for argument in decorator.args
        if isinstance(argument, ast.Constant)
    }


def test_every_id_has_one_line():
    assert list(lines()) == EVERY_ID


def test_every_claimed_test_exists_and_carries_the_id():
    tests = marked()
    for requirement, cell in lines().items():
        claimed = re.findall(r"`([^`]+)`", cell)
        assert claimed or cell == NOT_BUILT, f"{requirement}: name a test in backticks or write `{NOT_BUILT}`"
        for test in claimed:
            assert test in tests, f"{requirement} claims {test}, which does not exist"
            assert requirement in tests[test], f"{test} does not carry {requirement}"


def test_markers_name_real_ids_and_built_ids_are_listed():
    listed = {requirement for requirement, cell in lines().items() if cell != NOT_BUILT}
    carried = set().union(*marked().values())
    assert carried <= set(EVERY_ID), f"unknown ids: {carried - set(EVERY_ID)}"
    assert carried == listed, f"marker and line disagree: {carried ^ listed}"
