"""Asking a server for a file or the rest of one, and what its answers mean.

Follows RFC 9110: section 13.1.5 (If-Range), section 14 (range requests), section 10.2.3 (Retry-After).
"""

from __future__ import annotations

import email.utils
import http.client
import re
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lexiboost import __version__
from lexiboost.artifacts.errors import InputError

_RANGE = re.compile(r"bytes (?P<first>\d+)-\d+/(?P<total>\d+|\*)")
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_WAIT = frozenset({429, 503})


class FailedAttemptError(Exception):
    """A failure that another attempt may not have.

    Attributes:
        wait: seconds the server asked to wait.
        useless: whether what is there already is of no use.
    """

    def __init__(self, reason: object, *, wait: float = 0.0, useless: bool = False) -> None:
        super().__init__(" ".join(str(reason).split()) or type(reason).__name__)
        self.wait, self.useless = wait, useless


@dataclass(frozen=True)
class Answer:
    """A server's answer, to be read block by block.

    Attributes:
        start: the byte of the file it begins with: what was asked for, or 0 for the whole file.
        total: bytes of the whole file, 0 where the server does not tell.
        validator: what tells this file from a later one at the same address; "" where nothing does.
    """

    response: Any
    start: int
    total: int
    validator: str

    def read(self, size: int) -> bytes:
        """At most `size` further bytes, none at the end; raises `FailedAttemptError` where the line fails."""
        try:
            block: bytes = self.response.read1(size)
        except (OSError, http.client.HTTPException) as error:
            raise FailedAttemptError(error) from None
        return block


@contextmanager
def request(address: str, *, start: int, validator: str, timeout: float) -> Iterator[Answer]:
    """Asks for a file from a byte on, as long as it is still the one that `validator` tells.

    Raises:
        InputError: names the address and why there is no point in asking again.
        FailedAttemptError: another attempt may succeed.
    """
    headers = {"User-Agent": f"lexiboost/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if validator:
            headers["If-Range"] = validator
    with _open(address, headers, timeout) as response:
        _check_kind(address, response)
        yield _answer(response, start)


def _open(address: str, headers: dict[str, str], timeout: float) -> Any:
    try:
        if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
            raise InputError("not an http or https address", path=address)
        return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=timeout)
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(address, error) from None
    except (ValueError, http.client.InvalidURL) as error:
        raise InputError(f"not an address ({error})", path=address) from None
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise InputError(f"its certificate is not valid ({reason})", path=address) from None
        raise FailedAttemptError(reason) from None


def _refused(address: str, error: urllib.error.HTTPError) -> Exception:
    said = f"HTTP {error.code} {error.reason}"
    if error.code == 416:  # what is there is longer than the file is now
        return FailedAttemptError(said, useless=True)
    if error.code in _TRY_AGAIN:
        return FailedAttemptError(said, wait=_retry_after(error.headers.get("Retry-After"), error.code))
    return InputError(f"{said}; is the address out of date?", path=address)


def _check_kind(address: str, response: Any) -> None:
    schemes = (urllib.parse.urlsplit(address).scheme, "https")
    if urllib.parse.urlsplit(response.url).scheme not in schemes:
        raise InputError(f"leads to {response.url}, which anyone on the way could change", path=address)
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise InputError("the server sends it compressed though asked not to", path=address)


def _answer(response: Any, start: int) -> Answer:
    length = _number(response.headers.get("Content-Length"))
    validator = _validator(response)
    if response.status != 206:
        return Answer(response, 0, length, validator)
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if match is None or int(match["first"]) != start:
        raise FailedAttemptError("the server sent another part than it was asked for", useless=True)
    total = int(match["total"]) if match["total"] != "*" else start + length if length else 0
    return Answer(response, start, total, validator)


def _validator(response: Any) -> str:
    """A strong ETag, else the date of the last change: what If-Range may hold."""
    etag: str = response.headers.get("ETag", "")
    date: str = response.headers.get("Last-Modified", "")
    return date if not etag or etag.startswith("W/") else etag


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.strip().isascii() and text.strip().isdigit() else 0


def _retry_after(text: str | None, code: int) -> float:
    """Seconds a server asks to wait: a number, or a date."""
    if text is None or code not in _WAIT:
        return 0.0
    if text.strip().isascii() and text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return 0.0
