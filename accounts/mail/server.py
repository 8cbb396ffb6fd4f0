"""The mail server as the delivery sees it: one kept connection, answers sorted by what becomes of a mail."""

import smtplib
from contextlib import suppress
from types import TracebackType

from django.core.mail.backends.smtp import EmailBackend

from accounts.mail.letters import Letter

ADDRESS_TO_BLAME = {521, 550, 551, 553, 556}  # nobody there; anything else of 5xx dislikes the mail

TAKEN = range(200, 300)


class ServerAway(Exception):
    """It cannot be reached, or will not take any mail from us: no reason to try the next one."""


class Later(Exception):
    """Not now (4xx), or it broke off: it may have taken the mail."""


class Never(Exception):
    """This mail will not be taken (5xx)."""

    def __init__(self, code: int, words: bytes | str) -> None:
        super().__init__(str(code))
        policy = words[:4] in (b"5.7.", "5.7.")  # it takes us for spam: that is not the address's fault
        self.address_to_blame = code in ADDRESS_TO_BLAME and not policy


class Server:
    """Use as a context; raises ServerAway where no connection can be had."""

    def __init__(self) -> None:
        self._backend = EmailBackend()

    def __enter__(self) -> "Server":
        self._connected()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._backend.connection and self._backend.connection.sock:
            self._backend.close()

    def send(self, letter: Letter) -> None:
        """Returns when the server has taken it. Raises Later, Never, ServerAway."""
        connection = self._connected()
        try:
            code, words = self._say(connection, letter)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise Later("broke off") from None
        if code >= 500:
            raise Never(code, words)
        if code not in TAKEN:
            raise Later(str(code))

    def _say(self, connection: smtplib.SMTP, letter: Letter) -> tuple[int, bytes | str]:
        """The answer that decides. smtplib's `sendmail` would parse both addresses again for each mail."""
        words: bytes | str
        code, words = connection.docmd("MAIL", f"FROM:<{letter.sender}>")
        if code not in TAKEN:
            raise ServerAway(f"sender refused, {code}")
        code, words = connection.docmd("RCPT", f"TO:<{letter.to}>")
        if code in TAKEN:
            try:
                code, words = connection.data(letter.content)
            except smtplib.SMTPDataError as error:  # refused before a byte of it was sent
                code, words = error.smtp_code, error.smtp_error
        if code not in TAKEN:
            with suppress(smtplib.SMTPServerDisconnected):  # its answer stands, whatever it does then
                connection.rset()
        return code, words

    def _connected(self) -> smtplib.SMTP:
        """The kept connection, or a new one in place of one that has broken."""
        if self._backend.connection and self._backend.connection.sock:
            return self._backend.connection
        self._backend.connection = None
        try:
            self._backend.open()
            assert self._backend.connection  # noqa: S101 - what `open` has just made
            self._backend.connection.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(type(error).__name__) from None
        return self._backend.connection
