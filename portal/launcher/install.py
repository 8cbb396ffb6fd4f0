"""Keeps `.venv` as a hash-locked requirements file says.

The shell scripts run it before anything is installed: so standard library only, and as a file rather than
with -m, `python3 portal/launcher/install.py requirements-embedded.txt`.
"""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"


def main(lock_name: str) -> None:
    lock = Path(lock_name)
    stamp = VENV / f"installed-{lock.stem}"
    with Path("requirements.txt").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two scripts at once: the second waits and finds the work done
        wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text() == wanted and runs("pass"):
            return
        if not runs("import pip"):
            make()
        print(f"Installing what {lock} names: a minute, once.", flush=True)
        pip = (PYTHON, "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check")
        run(*pip, "--require-hashes", "-r", lock)
        stamp.write_text(wanted)


def runs(statement: str) -> bool:
    """False where `.venv` is missing or half made, or the Python it was made from is gone."""
    try:
        return subprocess.run([PYTHON, "-c", statement], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make() -> None:
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"This Python has no {missing[0]}: install it (Debian: apt-get install python{version}-venv)."
        )
    shutil.rmtree(VENV, ignore_errors=True)
    run(sys.executable, "-m", "venv", VENV)


def run(*command: str | Path) -> None:
    status = subprocess.run(command, check=False).returncode
    if status:
        sys.exit(f"{' '.join(map(str, command[:4]))} failed; what it wrote is above.")


if __name__ == "__main__":
    main(sys.argv[1])
