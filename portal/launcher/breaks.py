"""script/test --breaks: every patch in tests/breaks breaks the portal on purpose, and its test must notice.

The first line of a patch names that test: `red: tests/test_access.py::test_name`. It all happens in a copy of
the checkout: the tests must be green there, each must turn red with its patch, and every patch must apply.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portal.launcher.place import CHECKOUT
from portal.launcher.servers import Servers

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis")
GREEN, RED = 0, 1  # pytest's exit statuses; the others mean that it could not run the test


def main(names: list[str], servers: Servers, extra: Mapping[str, str]) -> int:
    """`names` choose patches by a part of their name; all without."""
    found = sorted((CHECKOUT / "tests" / "breaks").glob("*.patch"))
    patches = [path for path in found if not names or any(name in path.name for name in names)]
    if not patches:
        raise SystemExit("tests/breaks holds no such patch.")
    with tempfile.TemporaryDirectory(prefix="portal-breaks-") as folder:
        # Patched files may keep size and second: compiled ones would hide the change.
        copy = Copy(Path(folder) / "portal", servers, {**extra, "PYTHONDONTWRITEBYTECODE": "1"})
        status, words = copy.pytest("-n", "2", *sorted({named_test(patch) for patch in patches}))
        if status != GREEN:
            print(words, "These tests must be green before any patch.", sep="\n")
            return 1
        noticed = [copy.judge(patch) for patch in patches]
    print(f"breaks: {sum(noticed)} of {len(noticed)} noticed")
    return 0 if all(noticed) else 1


def named_test(patch: Path) -> str:
    match = re.match(r"red: (\S+::\S+)\n", patch.read_text())
    if not match:
        raise SystemExit(f"{patch.name}: the first line must be `red: tests/...::test_...`.")
    return match[1]


def patched_files(patch: Path) -> list[str]:
    return re.findall(r"^\+\+\+ b/(\S+)", patch.read_text(), re.MULTILINE)


class Copy:
    """The checkout again, to be broken and mended; its tests use the running servers."""

    def __init__(self, folder: Path, servers: Servers, extra: Mapping[str, str]) -> None:
        self.folder, self.servers, self.extra = folder, servers, extra
        shutil.copytree(CHECKOUT, folder, ignore=LEFT_OUT)

    def judge(self, patch: Path) -> bool:
        """Whether the test noticed; a line says so."""
        if not self.apply(patch):
            print(f"{patch.name}: FAILED, no longer applies", flush=True)
            return False
        try:
            with self.tables_of(patch):
                status, words = self.pytest(named_test(patch))
        finally:
            self.apply(patch, "--reverse")
        noticed = status == RED and "failed" in words.splitlines()[-1]
        print(f"{patch.name}: {'red, as it must be' if noticed else 'FAILED, not noticed'}", flush=True)
        if not noticed:
            print(words, flush=True)
        return noticed

    @contextmanager
    def tables_of(self, patch: Path) -> Iterator[None]:
        """A patch that reaches the migrations needs tables made with it; all others share the template."""
        if not any(map(self.makes_tables, patched_files(patch))):
            yield
            return
        with self.servers.other_database("portal_broken"):
            self.command("manage.py", "migrate", "--no-input", "--skip-checks", "-v0").check_returncode()
            yield

    def makes_tables(self, file: str) -> bool:
        """Whether this is a migration or a module that one imports."""
        module = re.escape(file.removesuffix(".py").replace("/", "."))
        migrations = self.folder.glob("*/migrations/*.py")
        return "/migrations/" in file or any(
            re.search(rf"^(from|import) {module}\b", path.read_text(), re.MULTILINE) for path in migrations
        )

    def pytest(self, *arguments: str) -> tuple[int, str]:
        done = self.command("-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", *arguments)
        return done.returncode, (done.stdout + done.stderr).strip()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.servers.environment("test"), **self.extra}
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def apply(self, patch: Path, *options: str) -> bool:
        command = ["git", "apply", "--whitespace=nowarn", *options, str(patch)]
        return subprocess.run(command, cwd=self.folder, check=False).returncode == 0
