"""Parts of files over HTTP: a download that goes on, a Parquet file read by columns, and ranges that are none."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow.parquet
import pytest

from real_site import built_site
from serving import Served, served

FILES = ("data/govgraph.nq", "data/statements.parquet", "data/void.ttl")  # sent part by part, whole, and compressed


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """The real graph with its site."""
    with served(built_site().parent.parent, "--rate", "1000") as found:
        yield found


def content(file: str) -> bytes:
    return (built_site() / file).read_bytes()


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("asked", "first", "end"), [
    ("bytes=0-0", 0, 1), ("bytes=10-19", 10, 20), ("bytes=70000-", 70000, None), ("bytes=-7", -7, None),
    ("Bytes= 3-5", 3, 6), ("bytes=0-99999999999", 0, None), ("bytes=-99999999999", 0, None),
])  # fmt: skip
def test_a_part_is_sent_and_told(server: Served, file: str, asked: str, first: int, end: int | None) -> None:
    whole = content(file)
    places = range(len(whole))[first:end]

    answer = server.get(f"/{file}", {"range": asked, "accept-encoding": "gzip"})

    assert (answer.status_code, answer.content) == (206, whole[first:end])
    assert answer.headers["content-range"] == f"bytes {places.start}-{places.stop - 1}/{len(whole)}"
    assert answer.headers["content-length"] == str(len(places))
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("asked", [
    "bytes=5-3", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "bytes=-", "bytes", "", "bytes=0-1 2", "bytes=²-3",
    f"bytes=0-{'9' * 400}",
])  # fmt: skip
def test_what_is_no_single_range_of_bytes_gives_all(server: Served, file: str, asked: str) -> None:
    answer = server.get(f"/{file}", {"range": asked.encode()})  # type: ignore[dict-item] # also what is not ASCII
    assert (answer.status_code, answer.content) == (200, content(file))
    assert answer.headers["accept-ranges"] == "bytes"
    assert "content-range" not in answer.headers


@pytest.mark.parametrize("file", FILES)
def test_a_range_beyond_the_end_is_refused_with_the_size(server: Served, file: str) -> None:
    size = len(content(file))
    for asked in (f"bytes={size}-", "bytes=99999999999-", "bytes=-0"):
        answer = server.get(f"/{file}", {"range": asked})
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("file", FILES)
def test_a_part_of_another_state_is_not_sent(server: Served, file: str) -> None:
    tag = server.client.head(f"{server.address}/{file}").headers["etag"]
    part = {"range": "bytes=0-9"}

    assert server.get(f"/{file}", {**part, "if-range": tag}).status_code == 206
    for other in ('"other"', f"W/{tag}", "Sat, 29 Oct 1994 19:43:31 GMT"):
        assert server.get(f"/{file}", {**part, "if-range": other}).status_code == 200
    assert server.get(f"/{file}", {**part, "if-none-match": tag}).status_code == 304


def test_head_and_answers_of_the_endpoint_have_no_parts(server: Served) -> None:
    part = {"range": "bytes=0-9"}
    head = server.client.head(f"{server.address}/{FILES[0]}", headers=part)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(content(FILES[0]))))
    assert server.get("/sparql", part, query="ASK {}").status_code == 200


def test_a_download_that_broke_off_goes_on(server: Served) -> None:
    whole, had, tag = content(FILES[0]), b"", ""
    while len(had) < len(whole):
        headers = {"range": f"bytes={len(had)}-", "if-range": tag} if had else {}
        with server.client.stream("GET", f"{server.address}/{FILES[0]}", headers=headers) as answer:
            assert answer.status_code == (206 if had else 200)
            tag = answer.headers["etag"]
            for part in answer.iter_bytes(64 * 1024):
                had += part
                if len(had) % (8 * 1024**2) < 64 * 1024:  # now and then the client goes away
                    break
    assert had == whole


class Remote(io.RawIOBase):
    """A file of the server, each read a range."""

    def __init__(self, server: Served, file: str) -> None:
        self.server, self.file, self.place, self.read_in_all = server, file, 0, 0
        self.size = int(server.client.head(f"{server.address}/{file}").headers["content-length"])

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        return self.place

    def tell(self) -> int:
        return self.place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        asked = {"range": f"bytes={self.place}-{self.place + len(buffer) - 1}"}
        part = self.server.get(f"/{self.file}", asked).content
        buffer[: len(part)] = part
        self.place += len(part)
        self.read_in_all += len(part)
        return len(part)


def test_one_column_of_a_table_is_read_without_the_others(server: Served) -> None:
    remote = Remote(server, FILES[1])
    with pyarrow.parquet.ParquetFile(remote) as table:
        statuses = table.read(["status"])["status"]
    whole = pyarrow.parquet.read_table(io.BytesIO(content(FILES[1])))
    assert statuses == whole["status"]
    assert remote.read_in_all < remote.size / 4
