"""Where the embedded servers live, and who of several commands runs them."""

import multiprocessing
from pathlib import Path

import pytest

from portal.launcher import place, where


def test_socket_paths_stay_below_the_limit():
    longest = place.ROOMS / "portal-4294967295-0123456789ab-run-12345678" / "postgres" / ".s.PGSQL.5432"
    assert len(str(longest)) < 107


def test_a_folder_that_somebody_else_prepared_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(SystemExit, match="belongs to somebody else"):
        place.claim(tmp_path / "ours")


def test_nobody_else_reads_what_lies_in_the_folder():
    with place.temporary() as folder:
        assert folder.stat().st_mode & 0o066 == 0
        assert (folder / "where").stat().st_mode & 0o077 == 0


def test_a_run_that_was_killed_is_swept_and_a_running_one_is_not():
    with place.temporary() as running:
        left = Path(str(running).removesuffix(running.name.rpartition("-")[2]) + "killed00")
        left.mkdir()
        (left / "where").touch()
        with place.temporary():
            assert not left.exists()
            assert running.exists()
    assert not running.exists()


def hold_and_say(folder: Path, ready, leave) -> None:
    with where.hold(folder) as held:
        where.announce(held, {"port": 8001})
        ready.set()
        leave.wait(10)


def test_one_command_runs_the_servers_and_the_others_read_where(tmp_path):
    context = multiprocessing.get_context("fork")
    ready, leave = context.Event(), context.Event()
    holder = context.Process(target=hold_and_say, args=(tmp_path, ready, leave))
    holder.start()
    assert ready.wait(10)
    assert where.hold(tmp_path) is None
    assert where.facts(tmp_path) == {"port": 8001}
    holder.kill()
    holder.join()
    held = where.hold(tmp_path)
    assert held, "a killed holder keeps nobody out"
    assert where.facts(tmp_path) == {}, "and what it said is forgotten"
    held.close()
