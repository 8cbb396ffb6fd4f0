"""The production files agree with each other and with the settings. No Docker engine is needed."""

import fnmatch
import os
import re
import subprocess
import sys

import pytest

from tests.portal.deployment import COMPOSE, FILLED_IN, ROOT, VARIABLE, example, ours, services
from tests.portal.proxy import NGINX, configure, installed

SETTINGS = {"PORTAL_DOMAIN", "SECRET_KEY", "PORTAL_KEYS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}


def test_env_example_names_every_variable_and_holds_no_secret():
    assert set(example()) == {match[1] for match in VARIABLE.finditer(COMPOSE)} == set(FILLED_IN)
    assert {name for name, value in example().items() if value} == {"WEB_CONCURRENCY", "WORKER_CONCURRENCY"}


def test_operating_md_explains_every_variable():
    page = (ROOT / "docs" / "operating.md").read_text()
    code = "".join(
        (ROOT / "portal" / name).read_text() for name in ("settings.py", "environment.py", "owner.py")
    )
    read = set(re.findall(r'(?:env\.\w+|environment\.\w+|text|_env\.str)\("([A-Z_]+)"', code))
    assert read >= SETTINGS | {"OWNER_DATABASE_URL"}
    assert [name for name in sorted(read | set(FILLED_IN)) if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    "name", sorted(set(FILLED_IN) - {"PORTAL_HOSTS", "WEB_CONCURRENCY", "WORKER_CONCURRENCY"})
)
def test_compose_stops_without_a_variable(name):
    with pytest.raises(KeyError, match=name):
        services({**FILLED_IN, name: ""})
    assert f"${{{name}:?" in COMPOSE


def test_only_migrate_knows_the_owner_and_only_the_proxy_faces_the_network():
    assert {name for name, service in ours().items() if "OWNER_DATABASE_URL" in service["environment"]} == {
        "migrate"
    }
    assert {name for name, service in services().items() if "ports" in service} == {"proxy"}
    web = {name for name, service in services().items() if "front" in service["networks"]}
    assert web == {"proxy", "web"}
    assert "world" not in services()["postgres"]["networks"] + services()["valkey"]["networks"]


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate"])
def test_every_service_of_ours_has_all_that_settings_ask_for(name):
    service = ours()[name]
    assert set(service["environment"]) - {"OWNER_DATABASE_URL", "WEB_CONCURRENCY"} == SETTINGS
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


def test_django_finds_nothing_to_say_about_the_web_of_compose():
    environment = {"PATH": os.environ["PATH"], **ours()["web"]["environment"]}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_mounted_files_and_copied_folders_exist():
    for service in services().values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith("./deploy") or (ROOT / source).exists(), source
    copied = re.findall(r"^COPY (?!--from)(\S+) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert all((ROOT / source).exists() for source in copied)
    assert set(copied) >= {
        "manage.py",
        "accounts",
        "roster",
        "schools",
        "portal",
        "templates",
        "static",
        "locale",
    }
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert set(let_in) == set(copied)
    assert not any(fnmatch.fnmatch(secret, pattern) for secret in (".env", ".git") for pattern in let_in)


def test_the_image_runs_as_nobody_in_particular_and_checks_itself():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER portal$", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile
    assert "/live" in re.search(r"^HEALTHCHECK .*\n.*", dockerfile, re.MULTILINE)[0]
    assert "requirements.txt" in dockerfile
    assert "--hash=sha256:" in (ROOT / "requirements.txt").read_text()


@pytest.mark.skipif(not installed(), reason="nginx or openssl is not installed")
def test_nginx_understands_its_configuration(tmp_path):
    configure(tmp_path, {"PROXY_HTTP": "127.0.0.1:8080", "PROXY_HTTPS": "127.0.0.1:8443"})
    done = subprocess.run([*NGINX, "-t", "-p", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr
