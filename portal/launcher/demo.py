"""The demo's database: tables as the code wants them, and the demo districts in it."""

import sys
from collections.abc import Mapping

from portal.launcher.children import step
from portal.launcher.servers import Servers
from portal.messages import compile_all


def prepare(servers: Servers, environment: Mapping[str, str]) -> None:
    """Loads the demo where there is no district yet; one whose loading was cut short is loaded anew."""
    unfinished = servers.folder / "demo-unfinished"
    if unfinished.exists():
        servers.postgres.drop(servers.database)
        servers.provide()
    compile_all()
    django(environment, "migrate", "--no-input", "--skip-checks", "-v0")
    if not has_district(servers):
        print("Loading the demo districts.", flush=True)
        unfinished.touch()
        django(environment, "demo")
    unfinished.unlink(missing_ok=True)


def has_district(servers: Servers) -> bool:
    """Asked as superuser: before every other role stands the wall between districts."""
    with servers.postgres.session(servers.database) as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM schools_district)")
        return bool(cursor.fetchone()[0])


def django(environment: Mapping[str, str], *arguments: str) -> None:
    status = step([sys.executable, "manage.py", *arguments], environment=environment)
    if status:
        raise SystemExit(f"manage.py {arguments[0]} failed ({status}).")
