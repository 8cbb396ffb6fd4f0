"""Each bench runs, at its smallest: its figures say nothing then, and are all there."""

import json
import os
import subprocess
import sys

import pytest

from portal.launcher.place import CHECKOUT
from tests.bench.run import BENCHES
from tests.bench.targets import TARGETS


@pytest.mark.long
@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_gives_a_figure_for_each_of_its_targets(name):
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", name, "--json"],
        env=os.environ | {"BENCH_SMALLEST": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"},
        cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.stdout, done.stderr
    wanted = {target for target in TARGETS if target.split(".")[0] == name}
    assert {figure["name"] for figure in json.loads(done.stdout)} == wanted
