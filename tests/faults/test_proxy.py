"""nginx in front, as docker-compose.yml has it: only our hosts, and nobody held up by slow clients (SECURITY 45)."""

import http.client
import os
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.launcher import place
from portal.launcher.children import Child
from tests.factories import PASSWORD
from tests.faults.installation import free_port, wait_for
from tests.portal.proxy import NGINX, configure, installed

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not installed(), reason="nginx or openssl is not installed"),
]
HOST = "alder.localhost"


class Proxy:
    def __init__(self, folder: Path, web_port: int) -> None:
        self.folder, self.http, self.https = folder, free_port(), free_port()
        values = {
            "PORTAL_DOMAIN": "localhost",
            "PORTAL_HOSTS": HOST,
            "PROXY_HTTP": f"127.0.0.1:{self.http}",
            "PROXY_HTTPS": f"127.0.0.1:{self.https}",
            "PROXY_RESOLVER": "127.0.0.1",
            "PROXY_WEB": f"127.0.0.1:{web_port}",
        }
        configure(folder, values)
        environment = {"PATH": os.environ["PATH"]}
        self.process = Child("nginx", [*NGINX, "-p", str(folder)], environment, folder / "log", folder=folder)
        self.context = ssl.create_default_context(cafile=folder / "certificates" / "fullchain.pem")

    def connection(self, timeout: float = 15) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.https), timeout)
        return self.context.wrap_socket(plain, server_hostname=HOST)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        sent = {"Host": HOST, "Content-Length": str(len(body)), "Connection": "close", **headers}
        lines = [
            f"{method} {path} HTTP/1.1",
            *(f"{name.replace('_', '-')}: {text}" for name, text in sent.items()),
        ]
        return self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def raw(self, request: bytes) -> http.client.HTTPResponse:
        connection = self.connection()
        connection.sendall(request)
        response = http.client.HTTPResponse(connection)
        response.begin()
        response.text = response.read().decode()
        connection.close()
        return response


@pytest.fixture
def proxy(installation) -> Iterator[Proxy]:
    with place.temporary() as folder:
        folder.chmod(0o755)  # nginx's processes run as another user
        found = Proxy(folder, installation.web_port)
        found.process.start()
        try:
            wait_for(lambda: socket.create_connection(("127.0.0.1", found.https)).close() is None)
            yield found
        finally:
            found.process.stop()


def test_a_page_goes_through(proxy):
    page = proxy.ask("GET", "/sign-in")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "gunicorn" not in str(page.headers)


def test_http_leads_to_https_for_our_hosts_only(proxy):
    def plain(host: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=5)
        connection.request("GET", "/sign-in?next=/", headers={"Host": host})
        return connection.getresponse()

    moved = plain(HOST)
    assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/sign-in?next=/")
    with pytest.raises(ConnectionResetError):
        plain("evil.example")


def test_unknown_names_get_no_certificate_and_no_answer(proxy):
    with pytest.raises(ssl.SSLError):
        ssl.create_default_context().wrap_socket(
            socket.create_connection(("127.0.0.1", proxy.https), 5), server_hostname="evil.example"
        )
    for hosts in (b"Host: evil.example", b"Host: 127.0.0.1"):
        with pytest.raises(ConnectionResetError):
            proxy.raw(b"GET / HTTP/1.1\r\n" + hosts + b"\r\n\r\n")
    twice = proxy.raw(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nHost: birch.localhost\r\n\r\n".encode())
    assert twice.status == 400


def test_what_a_visitor_claims_about_itself_is_replaced(proxy, installation, visitor):
    """The session's address comes from the proxy: another X-Forwarded-For is not believed."""
    proxy.ask("GET", "/sign-in", X_Forwarded_For="203.0.113.9", X_Forwarded_Host="evil.example")
    visitor.connect = proxy.connection
    assert visitor.sign_in("teacher", PASSWORD).status == 302
    ((address,),) = installation.rows("SELECT host(ip) FROM accounts_portalsession ORDER BY id DESC LIMIT 1")
    assert address == "127.0.0.1"


def test_health_pages_are_not_for_the_world(proxy):
    assert [proxy.ask("GET", path).status for path in ("/live", "/ready")] == [404, 404]


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "get"])
def test_other_methods_are_refused(proxy, method):
    assert proxy.ask(method, "/sign-in").status in (400, 405)


def test_a_body_over_64_mb_is_refused_before_it_is_read(proxy):
    started = time.monotonic()
    page = proxy.raw(
        f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {300 << 20}\r\n\r\n".encode()
    )
    assert page.status == 413
    assert "64 MB" in page.text
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "headers",
    ["Content-Length: 4\r\nTransfer-Encoding: chunked", "Content-Length: 4\r\nContent-Length: 5",
     "Transfer-Encoding: chunked, identity", "Content-Length: -1"],
)  # fmt: skip
def test_a_body_of_two_lengths_is_refused(proxy, headers):
    page = proxy.raw(f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n\r\n0\r\n\r\n".encode())
    assert page.status in (400, 501)


def test_slow_clients_hold_nobody_up_and_are_dropped(proxy):
    """300 connections that never finish their headers, as many bodies as there are threads (SECURITY F23)."""
    slow = [proxy.connection() for _ in range(300)]
    for connection in slow[:290]:
        connection.sendall(b"GET /sign-in HTTP/1.1\r\nHost: alder.localhost\r\nX-Slow: ")
    for connection in slow[290:]:
        connection.sendall(
            f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100000\r\n\r\nx".encode()
        )
    for _ in range(20):
        started = time.monotonic()
        assert proxy.ask("GET", "/sign-in").status == 200
        assert time.monotonic() - started < 1
    time.sleep(6)
    for connection in slow:
        connection.settimeout(1)
        try:
            answer = connection.recv(100)
        except (ConnectionResetError, ssl.SSLError):
            answer = b""
        assert answer == b"" or b" 408 " in answer
        connection.close()


def test_a_web_that_is_away_is_a_503_that_says_when_to_come_back(proxy, installation):
    installation.children["web"].stop()
    page = proxy.ask("GET", "/sign-in")
    assert (page.status, page.headers["Retry-After"]) == (503, "10")
    assert "Back in a moment" in page.text


def test_the_proxy_writes_down_no_path(proxy):
    proxy.ask("GET", "/sign-in?next=/canary-in-a-query")
    proxy.ask("GET", "/canary-in-a-path")
    wait_for(lambda: proxy.process.log.read_text().count('"logger": "proxy"') >= 2)
    assert "canary" not in proxy.process.log.read_text()
