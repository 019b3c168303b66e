"""Requests to a store: retried with back-off where that can help, bounded in time and size, no secret in a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import sleep as pause
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.stores.kinds import Target
from govgraph.stores.signing import Sign, make_signer

RETRIED = {429, 502, 503, 504}
FIRST_PAUSE, LONGEST_PAUSE, PATIENCE = 0.5, 30.0, 300.0  # seconds
MAX_ANSWER = 256 * 1024**2
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Login(NamedTuple):
    """Credentials: user and password, or a token; all empty where the store asks for none.

    With `aws_iam` requests are signed with the credentials that botocore finds, for `aws_region` or the host's own.
    """

    user: str = ""
    password: str = ""
    token: str = ""
    aws_iam: bool = False
    aws_region: str = ""

    def __repr__(self) -> str:
        return "Login(...)"


class Exchange(NamedTuple):
    """A connection to a target, with credentials or not, how often a request is tried, and who is told of a retry."""

    target: Target
    client: httpx.Client
    signed: bool
    attempts: int
    tell: Callable[[str], None]


class StoreFault(EnvironmentFault):
    """A store that refuses, fails or can't be reached. `passing`: it may do better later, the request was not wrong."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def read_login(
    user: str, password_file: Path | None, token_file: Path | None, aws_iam: bool = False, aws_region: str = ""
) -> Login:
    """The credentials that the options name. A secret is read from a file, never from the command line.

    Raises: UsageError for options that do not fit together or an empty file; EnvironmentFault for an unreadable one.
    """
    if token_file is not None and (user or password_file is not None):
        raise UsageError("give --token-file, or --user with --password-file, not both")
    if bool(user) != (password_file is not None):
        raise UsageError("--user and --password-file belong together")
    if aws_iam and (user or token_file is not None):
        raise UsageError("give --aws-iam, or another login, not both")
    if aws_region and not aws_iam:
        raise UsageError("--aws-region belongs to --aws-iam")
    return Login(user, _secret(password_file), _secret(token_file), aws_iam, aws_region)


def _secret(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        text = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentFault(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error
    if not text or not text.isprintable():
        raise UsageError(f"{path}: must hold the secret, one line of text")
    return text


def _auth(target: Target, login: Login) -> httpx.Auth | Sign | None:
    logins = target.kind.logins
    fitting = ((login.token, {"bearer"}), (login.user, {"basic", "digest"}), (login.aws_iam, {"aws-iam"}))
    if any(given and names.isdisjoint(logins) for given, names in fitting):
        raise UsageError(f"{target.kind.title} takes {' or '.join(logins) or 'no login'}, not what is given")
    if login.aws_iam:
        return make_signer(target.address, login.aws_region)
    if not login.user:
        return None
    if "basic" in logins:
        return httpx.BasicAuth(login.user, login.password)
    return httpx.DigestAuth(login.user, login.password)


@contextmanager
def connect(
    target: Target, login: Login, timeout: float, attempts: int, tell: Callable[[str], None]
) -> Iterator[Exchange]:
    """A connection to a store. Certificates are checked, no redirect is followed, a proxy is not asked for loopback."""
    auth = _auth(target, login)
    headers = {"authorization": f"Bearer {login.token}"} if login.token else {}
    local = urlsplit(target.address).hostname in _LOOPBACK
    limits = httpx.Timeout(timeout, connect=min(timeout, 20.0))
    with httpx.Client(
        auth=auth, headers=headers, timeout=limits, follow_redirects=False, trust_env=not local
    ) as client:
        yield Exchange(target, client, bool(login.user or login.token or login.aws_iam), attempts, tell)


def send(
    exchange: Exchange,
    url: str,
    *,
    content: bytes,
    media_type: str,
    params: Mapping[str, str] | None = None,
    accept: str = "*/*",
    attempts: int | None = None,
) -> bytes:
    """The body of the answer to a POST. What may pass (no connection, 429, 502, 503, 504) is tried again.

    Raises: StoreFault where the store refuses or does not answer in the end.
    """
    headers = {"content-type": media_type, "accept": accept}
    left = exchange.attempts if attempts is None else attempts
    usual = FIRST_PAUSE
    while True:
        left -= 1
        try:
            with exchange.client.stream("POST", url, content=content, headers=headers, params=params) as response:
                body = _read(response)
            if response.is_success:
                return body
            fault = _refusal(exchange.target, response, body)
            wait = max(usual, _retry_after(response))
        except httpx.TransportError as error:
            fault = StoreFault(f"{exchange.target}: {_reason(error)}", passing=True)
            wait = usual
        if left <= 0 or not fault.passing or wait > PATIENCE:
            raise fault
        exchange.tell(f"{fault}; trying again in {wait:g} s")
        pause(wait)
        usual = min(usual * 2, LONGEST_PAUSE)


def _read(response: httpx.Response) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > MAX_ANSWER:
            raise StoreFault(f"the store's answer is larger than {MAX_ANSWER:,} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _reason(error: httpx.TransportError) -> str:
    told = str(error) or type(error).__name__
    return f"no answer within the timeout ({told})" if isinstance(error, httpx.TimeoutException) else told


def _refusal(target: Target, response: httpx.Response, body: bytes) -> StoreFault:
    status = response.status_code
    if status in (401, 403):
        logins = ", ".join(target.kind.logins) or "none"
        return StoreFault(f"{target}: access refused ({status}); it takes this login: {logins}. {target.kind.missing}")
    if response.is_redirect:
        elsewhere = _first_words(_without_secrets(response.headers.get("location", "?").encode(), response.request))
        return StoreFault(f"{target}: answers {status}, go to {elsewhere}; give that address if it is the right one")
    if status == 404:
        return StoreFault(f"{target}: nothing there (404): {target.kind.missing}")
    told = _first_words(_without_secrets(body, response.request))
    return StoreFault(f"{target}: {status}: {told}", passing=status in RETRIED)


def _without_secrets(told: bytes, request: httpx.Request) -> bytes:
    """What the store says, without the credentials of the request that it may repeat."""
    login, token = (request.headers.get(name, "") for name in ("authorization", "x-amz-security-token"))
    key = login.partition("Credential=")[2].partition("/")[0]
    for secret in (login, token, login.rpartition(" ")[2], key):
        told = told.replace(secret.encode(), b"...") if secret else told
    return told


def _first_words(body: bytes) -> str:
    """The first line of the reason: of a Java stack what stands behind the last cause."""
    last = body[max(body.rfind(b"Caused by:"), 0) :]
    text = " ".join(last[:2000].decode("utf-8", "replace").split())
    return "".join(char if char.isprintable() else "?" for char in text)[:200] or "no reason given"


def _retry_after(response: httpx.Response) -> float:
    """Seconds that the store asks for (RFC 9110, 10.2.3): a number, or a date, counted from the store's own clock."""
    told = response.headers.get("retry-after", "")
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        until, now = (parsedate_to_datetime(each) for each in (told, response.headers.get("date", "")))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return 0.0
