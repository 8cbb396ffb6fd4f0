"""Somebody with a browser in front of an installation: cookies, form tokens, and how long each answer took."""

import http.client
import re
import socket
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str
    seconds: float


class Visitor:
    """Speaks to the web as the proxy does: with the host, the address and the scheme in headers."""

    def __init__(self, port: int, host: str) -> None:
        self.port, self.host = port, host
        self.connect = lambda: socket.create_connection(("127.0.0.1", port), 15)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, form: dict[str, object], *, on: str = "") -> Answer:
        """Sends the form of the page `on` (the same path unless said otherwise); a page without one is the answer."""
        page = self.get(on or path)
        token = TOKEN.search(page.text)
        if not token:
            return page
        body = urlencode({**form, "csrfmiddlewaretoken": token[1]}, doseq=True)
        return self._send(path, body, "application/x-www-form-urlencoded")

    def post_file(self, path: str, name: str, content: str) -> Answer:
        """Uploads one file by the form of that page."""
        token = TOKEN.search(self.get(path).text)[1]
        part = "--part\r\nContent-Disposition: form-data; name="
        body = (
            f'{part}"csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'{part}"file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--part--\r\n'
        )
        return self._send(path, body, "multipart/form-data; boundary=part")

    def sign_in(self, login: str, password: str) -> Answer:
        return self.post("/sign-in", {"login": login, "password": password})

    def _send(self, path: str, body: str, kind: str) -> Answer:
        return self.ask(
            "POST", path, body=body, headers={"Content-Type": kind, "Origin": f"https://{self.host}"}
        )

    def ask(self, method: str, path: str, *, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {
            "Host": self.host,
            "X-Forwarded-For": "198.51.100.7",
            "X-Forwarded-Proto": "https",
            **({"Cookie": cookie} if cookie else {}),
            **(headers or {}),
        }
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.sock = self.connect()
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        return Answer(response.status, response.headers, text, time.monotonic() - started)
