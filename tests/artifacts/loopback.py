"""An HTTP server on the loopback device that misbehaves as it is told, and remembers what it was asked."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Page:
    """What the server has at an address, and one way in which it fails.

    Attributes:
        body: the file. etag, modified: its validators, "" for none.
        cut: bytes of the answer after which the line is dropped; -1 for never.
        status: answered instead of the file. headers: further ones.
        ranges: whether it answers range requests.
        claims: its Content-Length, -1 for the true one, -2 for none.
        hold: bytes of the answer after which it waits until the server is told to `release`; -1 for never.
    """

    body: bytes = b""
    etag: str = ""
    modified: str = ""
    cut: int = -1
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    ranges: bool = True
    claims: int = -1
    hold: int = -1


@dataclass
class Server:
    """Pages by path, given out one after the other, the last for ever; and the headers of every request."""

    address: str
    pages: dict[str, list[Page]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def put(self, path: str, *pages: Page) -> str:
        """Puts pages at a path and returns its address."""
        self.pages[path] = list(pages)
        return self.address + path

    def release(self) -> None:
        """Lets answers go on that are held back."""
        self.released.set()

    def ranges(self) -> list[str]:
        """The Range header of every request, "" where there was none."""
        return [headers.get("Range", "") for _, headers in self.asked]


@contextmanager
def serving() -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append((self.path, dict(self.headers)))
            pages = server.pages.get(self.path, [Page(status=404)])
            page = pages.pop(0) if len(pages) > 1 else pages[0]
            self.close_connection = True
            answer(self, page, server)

        def log_message(self, format: str, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{httpd.server_address[1]}"
    try:
        yield server
    finally:
        server.release()
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def answer(handler: BaseHTTPRequestHandler, page: Page, server: Server) -> None:
    if page.status != 200:
        handler.send_response(page.status)
        for name, value in page.headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    body, status, extra = page.body, 200, list(page.headers)
    match = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    condition = handler.headers.get("If-Range")
    if match and page.ranges and condition in (None, page.etag, page.modified):
        start = int(match[1])
        if start >= len(body):
            handler.send_response(416)
            handler.send_header("Content-Range", f"bytes */{len(body)}")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        extra.append(("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}"))
        body, status = body[start:], 206
    handler.send_response(status)
    if page.etag:
        extra.append(("ETag", page.etag))
    if page.modified:
        extra.append(("Last-Modified", page.modified))
    for name, value in extra:
        handler.send_header(name, value)
    if page.claims != -2:
        handler.send_header("Content-Length", str(len(body) if page.claims == -1 else page.claims))
    handler.end_headers()
    sent = body if page.cut < 0 else body[: page.cut]
    if page.hold >= 0:
        handler.wfile.write(sent[: page.hold])
        handler.wfile.flush()
        server.released.wait()
        sent = sent[page.hold :]
    with suppress(ConnectionError):  # who asked may have left
        handler.wfile.write(sent)
        handler.wfile.flush()
