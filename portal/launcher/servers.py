"""PostgreSQL, Valkey and the mail catcher of one folder, and the environment that leads the portal there."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.launcher import binaries, place
from portal.launcher.children import Child
from portal.launcher.postgres import Postgres
from portal.launcher.secret import secrets_of
from portal.launcher.valkey import Valkey

NOBODY = 1  # a port where no mail server listens: without a catcher mails wait, they never leave the machine


class Servers:
    """Not started by being made: a command that joins the running ones only asks for the environment."""

    def __init__(
        self, folder: Path, *, database: str = "portal", durable: bool = True, mail_port: int = NOBODY
    ):
        self.folder, self.logs, self.mail = folder, folder / "log", folder / "mail"
        self.database, self.durable, self.mail_port = database, durable, mail_port
        self.children: list[Child] = []
        self.secrets = secrets_of(folder)
        self.valkey = Valkey(folder / "valkey")
        account = place.database_account()
        programs = binaries.postgres(account, spare=place.home())
        password = self.secrets.postgres
        self.postgres = Postgres(folder / "postgres", programs, account, password, durable=durable)

    def start(self) -> None:
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self.postgres.make()
        self.children = [
            self.postgres.child(self.logs / "postgres.log"),
            self.valkey.child(self.logs / "valkey.log"),
        ]
        self.postgres.start(self.children[0])
        self.valkey.start(self.children[1])
        self.provide()

    def provide(self) -> None:
        """Roles and database; the owner may make more of them where tests clone their template."""
        passwords = {"portal_app": self.secrets.portal_app, "portal_owner": self.secrets.portal_owner}
        self.postgres.provide(self.database, passwords, owner_may_create=not self.durable)

    def catch_mail(self) -> None:
        """The socket is opened here: its port is known, and stays when the catcher is started again."""
        self.mail.mkdir(mode=0o700, exist_ok=True)
        self.mailbox = socket.create_server(("127.0.0.1", 0))
        self.mail_port, number = self.mailbox.getsockname()[1], self.mailbox.fileno()
        command = [sys.executable, "-m", "portal.launcher.catcher", str(self.mail), str(number)]
        catcher = Child("Mail catcher", command, dict(os.environ), self.logs / "mail.log", pass_fds=[number])
        self.children.append(catcher)
        catcher.start()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()

    @contextmanager
    def other_database(self, name: str) -> Iterator[None]:
        """An empty database instead of ours, for a while."""
        usual, self.database = self.database, name
        try:
            self.provide()
            yield
        finally:
            self.postgres.drop(name)
            self.database = usual

    def environment(self, mode: str, *, port: int = 8000) -> dict[str, str]:
        """What portal.settings reads. OWNER_DATABASE_URL is for manage.py: the web is never told."""
        owner, app = self.secrets.portal_owner, self.secrets.portal_app
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PORTAL_MODE": mode,
            "PORTAL_DOMAIN": "localhost",
            "PORTAL_PORT": str(port),
            "SECRET_KEY": self.secrets.secret_key,
            "PORTAL_KEYS": self.secrets.portal_keys,
            "DATABASE_URL": self.postgres.url("portal_app", app, self.database),
            "OWNER_DATABASE_URL": self.postgres.url("portal_owner", owner, self.database),
            "REDIS_URL": f"unix://{self.valkey.socket}",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "MAIL_CATCHER_DIR": str(self.mail),
        }
