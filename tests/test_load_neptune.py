"""`govgraph load --aws-iam` before a server that checks AWS signatures, written from AWS's specification alone.

Nothing here asks AWS: credentials are made up, and no test reaches the service that gives machines a role.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import httpx
import pytest

from conftest import Govgraph
from govgraph.errors import UsageError
from govgraph.stores.signing import find_region, make_signer
from store_front import Asked, Reply, Rule, front, neptune
from stores import Store, oxigraph

REGION = "eu-central-1"
HOST = f"govgraph.cluster-c9example.{REGION}.neptune.amazonaws.com"


class Keys(NamedTuple):
    """AWS credentials, those of nobody."""

    id: str = "AKIDEXAMPLE"
    secret: str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"  # noqa: S105 - of AWS's own examples
    token: str = ""


KEYS = Keys(token="FwoGZXIvYXdzEXAMPLE/token+of+a+session==")  # noqa: S106 - of no session


# ---------------------------------------------------------------------- the signature, as AWS specifies it

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<id>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def canonical_request(asked: Asked, signed: str) -> str:
    """Method, path, query, headers, their names, and the hash of the body; a path is encoded once more."""
    pairs = [each.partition("=")[::2] for each in asked.raw_query.split("&") if each]
    query = sorted((quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~")) for name, value in pairs)
    headers = [f"{name}:{' '.join(asked.headers[name].split())}\n" for name in signed.split(";")]
    return "\n".join(
        (
            asked.method,
            quote(asked.path or "/", safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in query),
            "".join(headers),
            signed,
            hashlib.sha256(asked.body).hexdigest(),
        )
    )


def signature(asked: Asked, secret: str, scope: str, signed: str) -> str:
    """The signature that the request should have. The scope is day/region/service/aws4_request."""
    digest = hashlib.sha256(canonical_request(asked, signed).encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{asked.headers['x-amz-date']}\n{scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def complaint(asked: Asked, keys: Keys, now: datetime) -> str:
    """What is wrong with the signature of a request to Neptune; nothing where it is right."""
    found = AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
    if not found:
        return "Missing Authentication Token"
    date, signed = asked.headers.get("x-amz-date", ""), found["headers"].split(";")
    needed = {"host", *({"content-type"} & asked.headers.keys())}
    needed |= {name for name in asked.headers if name.startswith("x-amz-")}
    if not re.fullmatch(r"\d{8}T\d{6}Z", date) or date[:8] != found["day"]:
        return "no date, or not that of the scope"
    if abs(datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) - now) > timedelta(minutes=5):
        return "Signature expired"
    if (found["id"], found["region"], found["service"]) != (keys.id, REGION, "neptune-db"):
        return "Credential should be scoped to another key, region or service"
    if signed != sorted(signed) or not needed <= set(signed):
        return f"not signed: {needed - set(signed)}"
    if asked.headers.get("x-amz-security-token", "") != keys.token:
        return "The security token included in the request is invalid"
    right = signature(asked, keys.secret, f"{found['day']}/{REGION}/neptune-db/aws4_request", found["headers"])
    return "" if hmac.compare_digest(right, found["signature"]) else "SignatureDoesNotMatch"


def guard(keys: Keys = KEYS, then: Rule = lambda asked: None, later: timedelta = timedelta()) -> Rule:
    """A rule that refuses what is not signed well, and goes by another one for the rest; its clock may be off."""

    def rule(asked: Asked) -> Reply | None:
        wrong = complaint(asked, keys, datetime.now(UTC) + later)
        told = json.dumps({"code": "AccessDeniedException", "detailedMessage": wrong})
        return Reply(403, {}, told.encode()) if wrong else then(asked)

    return rule


SESSION = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUu"
    "wthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNV"
    "XAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
)


@pytest.mark.parametrize(
    ("method", "query", "more", "body", "expected"),
    [
        ("GET", "", {}, b"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "", {}, b"", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        ("GET", "Param2=value2&Param1=value1", {}, b"",
         "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        ("POST", "", {"content-type": "application/x-www-form-urlencoded"}, b"Param1=value1",
         "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        ("POST", "", {"x-amz-security-token": SESSION}, b"",
         "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
    ],
    ids=["get-vanilla", "post-vanilla", "get-vanilla-query-order-key-case", "post-x-www-form-urlencoded",
         "post-sts-header-before"],
)  # fmt: skip
def test_the_check_gives_the_signatures_of_aws_s_own_examples(
    method: str, query: str, more: dict[str, str], body: bytes, expected: str
) -> None:
    """The test suite of Signature Version 4 that AWS published."""
    headers = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z", **more}
    asked = Asked(method, "/", {}, query, headers, body)
    scope = "20150830/us-east-1/service/aws4_request"
    assert signature(asked, Keys().secret, scope, ";".join(sorted(headers))) == expected


# ---------------------------------------------------------------------- fixtures


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder for AWS's files: no credentials are set, found on this machine, or asked of the network."""
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "SECURITY_TOKEN", "PROFILE", "DEFAULT_PROFILE",
                 "REGION", "DEFAULT_REGION", "ROLE_ARN", "WEB_IDENTITY_TOKEN_FILE", "CONTAINER_CREDENTIALS_FULL_URI",
                 "CONTAINER_CREDENTIALS_RELATIVE_URI"):  # fmt: skip
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    folder = tmp_path / "aws"
    folder.mkdir()
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    monkeypatch.setenv("BOTO_CONFIG", str(folder / "boto"))
    return folder


Give = Callable[[Keys], None]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Sets credentials in the environment."""

    def set_them(keys: Keys) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.id)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret)
        if keys.token:
            monkeypatch.setenv("AWS_SESSION_TOKEN", keys.token)

    return set_them


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty Oxigraph in memory."""
    with oxigraph(tmp_path) as running:
        yield running


def load(govgraph: Govgraph, project: Path, address: str, *options: str) -> tuple[int, str, str]:
    return govgraph(project, "load", f"neptune+{address}", "--chunk-size", "100000", "--aws-iam", *options)


LITTLE = ("--graph", "metadata", "--graph", "simple", "--no-questions")
HERE = ("--aws-region", REGION)


def hides(text: str, keys: Keys = KEYS) -> bool:
    """True if none of the credentials stands in the text."""
    return not any(each and each in text for each in keys)


# ---------------------------------------------------------------------- what is sent


@pytest.mark.parametrize("keys", [KEYS, Keys()], ids=["session", "user"])
@pytest.mark.parametrize("via", ["graphs", "update"])
def test_the_whole_graph_arrives_and_every_request_is_signed(
    keys: Keys, via: str, store: Store, small: Path, govgraph: Govgraph, give: Give
) -> None:
    give(keys)
    more = ("--strict",) if via == "graphs" else LITTLE
    with front(store, spoken, guard(keys)) as before:
        code, out, err = load(govgraph, small, before.address + "/", *HERE, "--via", via, *more)
    assert code == 0, err
    assert ("63 of 63 questions are answered" in out) == (via == "graphs")
    assert out.count("  ok    ") == (5 if via == "graphs" else 2)
    assert bool(before.chunks) == (via == "graphs")
    assert {each.headers.get("x-amz-security-token", "") for each in before.asked} == {keys.token}
    assert hides(out + err, keys)


def spoken(asked: Asked) -> str | None:
    """Neptune's paths; an update may be sent as such too."""
    return "/update" if asked.headers["content-type"] == "application/sparql-update" else neptune(asked)


def test_a_request_that_is_tried_again_is_signed_anew(
    store: Store, small: Path, govgraph: Govgraph, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(KEYS)
    monkeypatch.setattr("govgraph.stores.exchange.pause", lambda seconds: time.sleep(1.1))
    answers = [Reply(503), Reply(0)]
    busy = guard(then=lambda asked: answers.pop(0) if answers and asked.is_chunk else None)
    with front(store, neptune, busy) as before:
        code, _, err = load(govgraph, small, before.address, *HERE, *LITTLE)
    assert code == 0, err
    first = before.chunks[:3]
    assert len({(each.raw_query, each.body) for each in first}) == 1
    assert len({each.headers["x-amz-date"] for each in first}) == 3
    assert len({each.headers["authorization"] for each in first}) == 3


def test_the_region_comes_from_the_host_name(
    store: Store, small: Path, govgraph: Govgraph, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a proxy the front is asked for a host that has Neptune's name; its port is signed with it."""
    give(KEYS)
    with front(store, neptune, guard()) as before:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, before.address)
        for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        code, _, err = load(govgraph, small, f"http://{HOST}:8182/", *LITTLE)
    assert code == 0, err
    assert {each.headers["host"] for each in before.asked} == {f"{HOST}:8182"}


@pytest.mark.parametrize(
    ("address", "told", "region"),
    [
        (f"https://{HOST}:8182", "", REGION),
        (f"https://{HOST.upper()}", "", REGION),
        ("https://a.cluster-ro-b.us-gov-west-1.neptune.amazonaws.com:8182/x", "", "us-gov-west-1"),
        ("https://a.b.cn-north-1.neptune.amazonaws.com.cn", "", "cn-north-1"),
        ("https://a.b.us-east-1.neptune.amazonaws.com", "us-west-2", "us-west-2"),
        ("https://graph.example.org", "ap-southeast-2", "ap-southeast-2"),
    ],
)
def test_the_region_that_is_told_comes_first(address: str, told: str, region: str) -> None:
    assert find_region(address, told) == region


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://127.0.0.1:8182", ""),
        ("https://eu-central-1.example.org", ""),
        (f"https://{HOST}.example.org", ""),
        ("https://a.b.eu-central-1.neptunexamazonaws.com", ""),
        (f"https://{HOST}", "Frankfurt"),
        (f"https://{HOST}", "eu-central-1\nX: y"),
    ],
)
def test_a_region_is_never_guessed(address: str, told: str) -> None:
    with pytest.raises(UsageError, match="--aws-region eu-central-1"):
        find_region(address, told)


@pytest.mark.parametrize("headers", [{}, {"content-encoding": "gzip"}], ids=["chunks", "gzip"])
def test_the_body_is_signed_as_it_is_sent_and_so_is_the_query(headers: dict[str, str], give: Give) -> None:
    give(KEYS)
    body = gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n") if headers else b"<urn:a> <urn:b> <urn:c> .\n"
    seen: list[Asked] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        seen.append(Asked(request.method, path, {}, query, dict(request.headers), request.read()))
        return httpx.Response(204)

    sign = make_signer("http://127.0.0.1:8182", REGION)
    with httpx.Client(auth=sign, transport=httpx.MockTransport(answer)) as client:
        client.post("http://127.0.0.1:8182/a%20b/gsp/", content=iter([body[:9], body[9:]]), headers=headers,
                    params={"graph": "urn:ü+ *~%20/?&=", "a": ""})  # fmt: skip
    [asked] = seen
    assert asked.body == body
    assert "content-length" not in asked.headers
    assert "+" not in asked.raw_query
    assert complaint(asked, KEYS, datetime.now(UTC)) == ""
    for changed in (
        asked._replace(body=body + b" "),
        asked._replace(raw_query="a=&graph=urn%3Aother"),
        asked._replace(path="/a%20b/gsp"),
        asked._replace(method="PUT"),
        asked._replace(headers={**asked.headers, "host": "elsewhere"}),
    ):
        assert complaint(changed, KEYS, datetime.now(UTC)) == "SignatureDoesNotMatch"


# ---------------------------------------------------------------------- where credentials come from


def test_credentials_of_a_profile_are_found(
    aws: Path, store: Store, small: Path, govgraph: Govgraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    (aws / "credentials").write_text(
        f"[graph]\naws_access_key_id = {KEYS.id}\naws_secret_access_key = {KEYS.secret}\n"
        f"aws_session_token = {KEYS.token}\n"
    )
    monkeypatch.setenv("AWS_PROFILE", "graph")
    with front(store, neptune, guard()) as before:
        assert load(govgraph, small, before.address, *HERE, *LITTLE)[0] == 0


def test_credentials_that_expire_are_renewed_while_a_load_runs(
    aws: Path, store: Store, small: Path, govgraph: Govgraph
) -> None:
    """Those of a role do; here a program of the user's gives ones that end in five minutes, and others each time."""
    (aws / "give.py").write_text(
        "import datetime, json, pathlib\n"
        f"file = pathlib.Path({str(aws / 'count')!r})\n"
        "count = int(file.read_text()) + 1 if file.exists() else 1\n"
        "file.write_text(str(count))\n"
        "end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)\n"
        f"print(json.dumps({{'Version': 1, 'AccessKeyId': {KEYS.id!r}, 'SecretAccessKey': {KEYS.secret!r},\n"
        "                  'SessionToken': f'token{count}', 'Expiration': end.isoformat()}))\n"
    )
    (aws / "config").write_text(f"[default]\ncredential_process = {sys.executable} {aws / 'give.py'}\n")

    def any_token(asked: Asked) -> Reply | None:
        return guard(KEYS._replace(token=asked.headers["x-amz-security-token"]))(asked)

    with front(store, neptune, any_token) as before:
        code, _, err = load(govgraph, small, before.address, *HERE, "--graph", "metadata", "--no-questions")
    assert code == 0, err
    assert len({each.headers["x-amz-security-token"] for each in before.asked}) == len(before.asked) > 3


def test_without_the_option_no_credentials_are_looked_for(
    store: Store, small: Path, govgraph: Govgraph, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(KEYS)
    monkeypatch.setitem(sys.modules, "botocore.session", None)
    with front(store, neptune) as before:
        done = govgraph(small, "load", f"neptune+{before.address}", *LITTLE)
        assert done.code == 0, done.err
        assert not any("authorization" in each.headers or "x-amz-date" in each.headers for each in before.asked)
        sent = len(before.asked)
        assert load(govgraph, small, before.address, "--dry-run")[0] == 0
        assert len(before.asked) == sent


# ---------------------------------------------------------------------- refusals and wrong use


@pytest.mark.parametrize(
    ("given", "later"),
    [
        (KEYS._replace(secret="another+secret/of+nobody+0123456789abcdef"), timedelta()),  # noqa: S106
        (KEYS._replace(token="another-session"), timedelta()),  # noqa: S106
        (KEYS._replace(id="AKIDOTHER"), timedelta()),
        (KEYS, timedelta(hours=1)),
    ],
    ids=["secret", "token", "key", "clock"],
)
def test_a_refused_signature_is_an_error_that_says_what_to_look_at(
    given: Keys, later: timedelta, store: Store, small: Path, govgraph: Govgraph, give: Give
) -> None:
    give(given)
    with front(store, neptune, guard(later=later)) as before:
        code, out, err = load(govgraph, small, before.address, *HERE)
    assert (code, len(before.asked)) == (3, 1)
    assert "access refused (403)" in err
    assert all(word in err for word in ("--aws-iam", "credentials", "rights (neptune-db)", "region", "clock"))
    assert hides(out + err, given)


@pytest.mark.parametrize("status", [400, 403, 500, 503, 307])
def test_what_a_store_repeats_of_the_credentials_is_not_told(
    status: int, store: Store, small: Path, govgraph: Govgraph, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS's own message on a wrong signature holds the canonical request, and so the token of the session."""
    give(KEYS)
    monkeypatch.setattr("govgraph.stores.exchange.pause", lambda seconds: None)

    def repeat(asked: Asked) -> Reply:
        told = f"sent: x-amz-security-token:{asked.headers['x-amz-security-token']} {asked.headers['authorization']}"
        place = {"Location": f"http://127.0.0.1/{asked.headers['x-amz-security-token']}/{KEYS.id}"}
        return Reply(status, place if status == 307 else {}, told.encode())

    with front(store, neptune, repeat) as before:
        code, out, err = load(govgraph, small, before.address, *HERE, "--attempts", "2")
    assert code == 3
    assert str(status) in err
    assert hides(out + err)
    assert not any(AUTHORIZATION.fullmatch(each.headers["authorization"])["signature"] in out + err  # type: ignore[index]
                   for each in before.asked)  # fmt: skip


def test_without_botocore_the_extra_is_named(
    small: Path, govgraph: Govgraph, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(KEYS)
    monkeypatch.setitem(sys.modules, "botocore.auth", None)
    code, _, err = load(govgraph, small, f"https://{HOST}")
    assert code == 2
    assert "pip install 'govgraph[neptune]'" in err


@pytest.mark.parametrize(
    ("variables", "config", "code", "told"),
    [
        ({}, "", 2, "no AWS credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ({"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE"}, "", 2, "missing: AWS_SECRET_ACCESS_KEY"),
        ({"AWS_PROFILE": "nobody"}, "", 2, "profile (nobody) could not be found"),
        ({}, "broken", 2, "Unable to parse config file"),
        ({}, "[default]\ncredential_process = PYTHON -c \"import sys; sys.exit('geheim')\"\n", 3,
         "AWS gives no credentials (CredentialRetrievalError)"),
        ({}, "[default]\ncredential_process = PYTHON -c \"print('geheim')\"\n", 3, "AWS gives no credentials ("),
        ({"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "geheim",
          "AWS_SESSION_TOKEN": "geheim\nof a session"}, "", 2, "hold a space, a line break"),
        ({"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "geheimü"}, "", 2, "or another character"),
    ],
    ids=["none", "part", "profile", "broken", "fails", "talks", "line break", "umlaut"],
)  # fmt: skip
def test_credentials_that_can_not_be_had_are_an_error_before_anything_is_sent(
    variables: dict[str, str], config: str, code: int, told: str, aws: Path, small: Path, govgraph: Govgraph,
    monkeypatch: pytest.MonkeyPatch, store: Store,
) -> None:  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if config:
        (aws / "config").write_text(config.replace("PYTHON", sys.executable))
    with front(store, neptune) as before:
        got, out, err = load(govgraph, small, before.address, *HERE)
    assert (got, before.asked) == (code, [])
    assert told in err
    assert "geheim" not in out + err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["neptune+http://127.0.0.1:1/", "--aws-iam"], "the host name holds no AWS region; give --aws-region"),
        (["neptune+http://127.0.0.1:1/", "--aws-region", REGION], "belongs to --aws-iam"),
        (["neptune+http://127.0.0.1:1/", "--aws-iam", "--aws-region", "x"], "'x' is no AWS region"),
        (["oxigraph+http://127.0.0.1:1/", "--aws-iam", *HERE], "takes basic or bearer, not what is given"),
        (["neptune+http://127.0.0.1:1/", "--aws-iam", "--token-file", "FILE"], "or another login, not both"),
        (["neptune+http://127.0.0.1:1/", "--aws-iam", "--user", "a", "--password-file", "FILE"], "not both"),
        (["neptune+http://127.0.0.1:1/", "--user", "a", "--password-file", "FILE"], "takes aws-iam"),
        (["neptune+http://127.0.0.1:1/", "--aws-iam", "--bulk", "x"], "unsigned"),
    ],
)
def test_wrong_use_is_said_before_anything_is_sent(
    arguments: list[str], told: str, small: Path, govgraph: Govgraph, give: Give, tmp_path: Path
) -> None:
    give(KEYS)
    (tmp_path / "file").write_text("geheim")
    done = govgraph(small, "load", *(str(tmp_path / "file") if each == "FILE" else each for each in arguments))
    assert done.code == 2
    assert told in done.err
    assert hides(done.err)
    assert "geheim" not in done.err
