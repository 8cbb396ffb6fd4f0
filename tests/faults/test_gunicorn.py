"""What reaches the web behind the proxy's back, or through a sloppier one: odd requests get nothing (45)."""

import http.client
import socket

import pytest

from tests.faults.installation import Installation

pytestmark = pytest.mark.long
OURS = "Host: alder.localhost\r\nX-Forwarded-Proto: https\r\n"
REFUSED = {
    "two hosts": f"GET /sign-in HTTP/1.1\r\n{OURS}Host: birch.localhost\r\n\r\n",
    "no host": "GET /sign-in HTTP/1.1\r\nX-Forwarded-Proto: https\r\n\r\n",
    "two lengths": f"POST /sign-in HTTP/1.1\r\n{OURS}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "length and chunks": f"POST /sign-in HTTP/1.1\r\n{OURS}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "unknown coding": f"POST /sign-in HTTP/1.1\r\n{OURS}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a negative length": f"POST /sign-in HTTP/1.1\r\n{OURS}Content-Length: -1\r\n\r\n",
    "a space before the colon": f"GET /sign-in HTTP/1.1\r\n{OURS}X-Forwarded-For : 1.2.3.4\r\n\r\n",
    "a folded header": f"GET /sign-in HTTP/1.1\r\n{OURS}X-A: b\r\n c\r\n\r\n",
    "a huge header": f"GET /sign-in HTTP/1.1\r\n{OURS}X-A: {'a' * 9000}\r\n\r\n",
    "a thousand headers": f"GET /sign-in HTTP/1.1\r\n{OURS}" + "X-A: b\r\n" * 1000 + "\r\n",
    "a huge line": f"GET /{'a' * 9000} HTTP/1.1\r\n{OURS}\r\n",
    "no version": f"GET /sign-in\r\n{OURS}\r\n",
    "a NUL in the host": "GET /sign-in HTTP/1.1\r\nHost: alder.localhost\x00\r\nX-Forwarded-Proto: https\r\n\r\n",
}


def ask(installation: Installation, request: str) -> http.client.HTTPResponse:
    with socket.create_connection(("127.0.0.1", installation.web_port), 10) as connection:
        connection.sendall(request.encode())
        response = http.client.HTTPResponse(connection)
        response.begin()
        response.text = response.read().decode()
        return response


@pytest.mark.parametrize("odd", REFUSED)
def test_an_odd_request_is_refused(installation, odd):
    response = ask(installation, REFUSED[odd])
    assert 400 <= response.status < 500 or response.status == 501
    assert "portal.example" not in response.text


def test_an_address_in_the_first_line_is_not_where_one_is(installation):
    response = ask(installation, f"GET https://birch.localhost/sign-in HTTP/1.1\r\n{OURS}\r\n")
    assert "Birch" not in response.text


def test_a_header_with_an_underscore_is_not_the_proxys(installation):
    plain = "GET /sign-in HTTP/1.1\r\nHost: alder.localhost\r\nX_Forwarded_Proto: https\r\n\r\n"
    response = ask(installation, plain)
    assert (response.status, response.headers["Location"]) == (301, "https://alder.localhost/sign-in")
