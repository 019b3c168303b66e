"""Requests signed for Amazon's IAM (AWS Signature Version 4) by botocore, each with its own date and credentials."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import httpx

from govgraph.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from botocore.credentials import Credentials, ReadOnlyCredentials

Sign = Callable[[httpx.Request], httpx.Request]
_Found = TypeVar("_Found")

SERVICE = "neptune-db"
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")
_HOST = re.compile(rf".+\.({_REGION.pattern})\.neptune\.amazonaws\.com(\.cn)?")
_SENDABLE = re.compile(r"[!-~]*")  # what a header can carry


def find_region(address: str, told: str = "") -> str:
    """The region that is told, else the one in the name of Neptune's host (`*.REGION.neptune.amazonaws.com`).

    Raises: UsageError where there is neither.
    """
    found = _HOST.fullmatch(urlsplit(address).hostname or "")
    region = told or (found[1] if found else "")
    if not region:
        raise UsageError("the host name holds no AWS region; give --aws-region, as in --aws-region eu-central-1")
    if not _REGION.fullmatch(region):
        raise UsageError(f"{region[:40]!r} is no AWS region; write it as in --aws-region eu-central-1")
    return region


def make_signer(address: str, region: str = "") -> Sign:
    """What signs a request: method, address, query, type, body as sent, and the date of this moment.

    Credentials are found as by AWS's own tools: environment, files in ~/.aws, the role of the machine. They are asked
    for at each request, since those of a role expire.
    Raises: UsageError without botocore, region or credentials; EnvironmentFault where AWS does not give them.
    """
    region = find_region(address, region)
    try:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.session import Session
    except ImportError as error:
        raise UsageError("--aws-iam needs the extra: pip install 'govgraph[neptune]'") from error
    credentials: Credentials | None = _ask(Session().get_credentials)
    if credentials is None:
        raise UsageError(
            "no AWS credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, write "
            "~/.aws/credentials, or run where a role gives them"
        )

    def sign(request: httpx.Request) -> httpx.Request:
        request.url = _spelled_out(request.url)
        kept = {name: request.headers[name] for name in ("host", "content-type") if name in request.headers}
        draft = AWSRequest(request.method, str(request.url), kept, request.read())
        SigV4Auth(_keys(credentials), SERVICE, region).add_auth(draft)
        for name in ("Authorization", "X-Amz-Date", "X-Amz-Security-Token"):
            if name in draft.headers:
                request.headers[name] = draft.headers[name]
        return request

    return sign


def _spelled_out(url: httpx.URL) -> httpx.URL:
    """The address with a query as the signature has it: a space is %20, since a `+` could be read in two ways."""
    pairs = url.params.multi_items()
    return url.copy_with(query=urlencode(pairs, quote_via=quote, safe="").encode()) if pairs else url


def _keys(credentials: Credentials) -> ReadOnlyCredentials:
    """The credentials of this moment. Raises: UsageError where they could not be sent (and would stand in an error)."""
    keys = _ask(credentials.get_frozen_credentials)
    if not all(_SENDABLE.fullmatch(each or "") for each in (keys.access_key, keys.secret_key, keys.token)):
        raise UsageError("the AWS credentials hold a space, a line break or another character that none of theirs has")
    return keys


def _ask(read: Callable[[], _Found]) -> _Found:
    """What botocore reads. Of its errors only those are quoted that can hold no secret, and none is chained."""
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        ConfigParseError,
        PartialCredentialsError,
        ProfileNotFound,
    )

    try:
        return read()
    except (ConfigParseError, PartialCredentialsError, ProfileNotFound) as error:
        raise UsageError(f"AWS credentials: {error}") from None
    except (BotoCoreError, ClientError, OSError, RuntimeError, ValueError, LookupError) as error:
        raise EnvironmentFault(
            f"AWS gives no credentials ({type(error).__name__}); try: aws sts get-caller-identity"
        ) from None
