"""Requests that mean harm, by kind: queries that never end or fill the memory, bodies and heads that break the rules.

The tests send each of them once; `bench/attack.py` sends them for minutes.
"""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import quote, urlencode

ANY = "?s ?p ?o"
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
STEP = "(!<a:a>)"
CLASSES = r"[\\p{L}-z]{0,99}" * 200


def _chain(function: str, times: int, first: str = '"0123456789"') -> str:
    """A value that grows with each of many steps; `function` has X where the last one stands."""
    binds = " ".join(f"BIND({function.replace('X', f'?x{n}')} AS ?x{n + 1})" for n in range(times))
    return f"SELECT (STRLEN(STR(?x{times})) AS ?n) {{ BIND({first} AS ?x0) {binds} }}"


def _nested(opening: str, inner: str, closing: str, times: int) -> str:
    return opening * times + inner + closing * times


QUERIES = {
    # products
    "count of a product": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "product in order": f"SELECT * {{ {PRODUCT} }} ORDER BY ?a ?d DESC(?i)",
    "distinct product": f"SELECT DISTINCT ?c ?f ?i {{ {PRODUCT} }}",
    "count distinct of a product": f"SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f))) AS ?n) {{ {PRODUCT} }}",
    "product in groups": f"SELECT ?a (COUNT(?d) AS ?n) (SAMPLE(?i) AS ?m) {{ {PRODUCT} }} GROUP BY ?a ?f",
    "product without rows": f"SELECT * {{ {PRODUCT} FILTER(?a = 1) }}",
    "product to the end": f"SELECT * {{ {PRODUCT} }} OFFSET 9999999999 LIMIT 1",
    "product streamed": f"SELECT * {{ {PRODUCT} }}",
    "product of a graph": f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {PRODUCT} }}",
    "all described": f"DESCRIBE * {{ {ANY} }}",
    "product that exists not": f"ASK {{ {ANY} FILTER NOT EXISTS {{ {PRODUCT} FILTER(?c = ?s && ?i = 1) }} }}",
    "product taken away": f"SELECT * {{ {ANY} MINUS {{ {PRODUCT} }} }}",
    "product in products": f"SELECT * {{ {{ SELECT ?a {{ {PRODUCT} }} ORDER BY ?i }} {PRODUCT} }}",
    "unequal pairs": f"SELECT (COUNT(*) AS ?n) {{ {ANY} . ?x ?y ?z FILTER(STR(?o) < STR(?z) && ?s != ?x) }}",
    "random order": f"SELECT * {{ {ANY} . ?x ?y ?z }} ORDER BY RAND()",
    # strings
    "string times ten": _chain(f"CONCAT({', '.join(['X'] * 10)})", 9),
    "string doubled": _chain("CONCAT(X, X)", 60),
    "string replaced": _chain('REPLACE(X, "[0-9]", "0123456789")', 12),
    "string replaced at every place": _chain('REPLACE(X, "", "aaaaaaaaaaaaaaaa")', 12),
    "string encoded": _chain("ENCODE_FOR_URI(CONCAT(X, '%', X))", 40),
    "all strings in one": f"SELECT (GROUP_CONCAT(?o) AS ?x) {{ {ANY} . ?a ?b ?c }}",
    "all strings in one, many times": f'SELECT (GROUP_CONCAT(DISTINCT ?z; separator="{"x" * 9000}") AS ?x) '
    f'{{ {ANY} . ?a ?b ?c BIND(CONCAT(STR(?o), STR(?c)) AS ?z) }}',
    "hashes of a product": f"SELECT (MAX(SHA512(CONCAT(STR(?c), STR(?f)))) AS ?x) {{ {PRODUCT} }}",
    # regular expressions
    "regex that goes back": f'SELECT * {{ {ANY} . ?x ?y ?z FILTER(REGEX(CONCAT(?o, "!"), "^(a+)+$|(.*.*.*)*x$")) }}',
    "regex of repeated repeats": f'SELECT * {{ {ANY} FILTER(REGEX(STR(?o), "((a{{1,999}}){{1,999}}){{1,999}}")) }}',
    "regex of many classes": f'SELECT * {{ {ANY} FILTER(REGEX(STR(?o), "{CLASSES}", "i")) }}',
    "regex nested deep": f'SELECT * {{ {ANY} FILTER(REGEX(STR(?o), "{"(" * 15_000}{")" * 15_000}")) }}',
    "regex from the data": f"SELECT * {{ {ANY} . ?x ?y ?z FILTER(REGEX(STR(?o), STR(?z))) }}",
    "replacing in a product": f'SELECT (MAX(REPLACE(STR(?c), "(.)(.)", "$2$1$2$1")) AS ?x) {{ {PRODUCT} }}',
    # paths
    "path over everything": f"SELECT * {{ ?s {STEP}* ?o }}",
    "path there and back": "SELECT (COUNT(*) AS ?n) { ?s (!<a:a>|!^<a:a>)* ?o }",
    "path of paths": f"SELECT * {{ ?s (({STEP}*)*)* ?o . ?o {STEP}+/{STEP}+/{STEP}+ ?x }}",
    "path with choices": "SELECT * { ?s (<a:a>|<a:b>|!<a:c>)*/(!<a:d>)*/(!<a:e>)+ ?o }",
    "long path": f"SELECT * {{ ?s {'/'.join([STEP] * 30)} ?o }}",
    "path in a product": f"ASK {{ {ANY} . ?x ?y ?z . ?o {STEP}+ ?z FILTER(?s = ?z) }}",
    "many paths": f"SELECT * {{ {' . '.join(f'?v{n} {STEP}* ?v{n + 1}' for n in range(60))} }}",
    # planning and reading
    "many joins": f"SELECT * {{ {' . '.join(f'?v{n} ?p{n} ?v{n + 1}' for n in range(900))} }}",
    "a star of joins": f"SELECT * {{ {' . '.join(f'?v ?p{n} ?o{n}' for n in range(900))} }}",
    "joins in a ring": f"SELECT * {{ {' . '.join(f'?v{n} ?p{n} ?v{(n + 1) % 200}' for n in range(200))} }}",
    "many groups": "SELECT * { " + " ".join(f"{{ ?v{n} ?p{n} ?v{n + 1} }}" for n in range(700)) + " }",
    "unions multiplied": "SELECT * { " + "{ ?a ?b ?c } UNION { ?c ?b ?a } " * 200 + "}",
    "unions joined": "SELECT * { " + " ".join(f"{{ ?a{n} ?b ?c }} UNION {{ ?c ?b ?a{n} }}" for n in range(99)) + " }",
    "optionals in a row": f"SELECT * {{ {ANY} " + " ".join(f"OPTIONAL {{ ?s ?p{n} ?o }}" for n in range(600)) + " }",
    "filters in a row": f"SELECT * {{ {ANY} " + " ".join(f"FILTER(?o != {n})" for n in range(2000)) + " }",
    "one long condition": f"SELECT * {{ {ANY} . ?x ?y ?z FILTER({' && '.join(f'?o != {n}' for n in range(1900))}) }}",
    "one long sum": f"SELECT * {{ BIND({'+'.join(['1'] * 19_000)} AS ?x) }}",
    "many nots": f"SELECT * {{ FILTER({'!' * 39_000}true) }}",
    "many minuses": f"SELECT * {{ BIND({'- ' * 3_900}1 AS ?x) }}",
    "many orders": f"SELECT * {{ {ANY} }} ORDER BY " + " ".join(f"STRLEN(?o{n})" for n in range(1500)),
    "many values": "SELECT * { " + " ".join(f"VALUES ?v{n} {{ {'1 2 3 4 5 ' * 40} }}" for n in range(9)) + " }",
    "huge values": f"SELECT * {{ VALUES ?x {{ {'1 ' * 7_900} }} {ANY} . ?a ?b ?c FILTER(?o != ?x && ?c != ?x) }}",
    "huge list": f"SELECT * {{ {ANY} . ?x ?y ?z FILTER(?o IN ({','.join(map(str, range(7_000)))})) }}",
    "braces": f"SELECT * {{ {_nested('{', ANY, '}', 58)} }}",
    "too many braces": f"SELECT * {{ {_nested('{', ANY, '}', 5_000)} }}",
    "braces that never close": "SELECT * " + "{" * 30_000,
    "brackets": f"SELECT * {{ ?s ?p {_nested('[ ?q ', '?o', ' ]', 58)} }}",
    "lists": f"SELECT * {{ ?s ?p {_nested('( ', '?o', ' )', 57)} }}",
    "parentheses": f"SELECT * {{ FILTER({_nested('(', 'true', ')', 57)}) }}",
    "parentheses in sums": f"SELECT * {{ BIND({_nested('(1+', '1', '*2)', 57)} AS ?x) }}",
    "parentheses in paths": f"SELECT * {{ ?s {_nested('(', '<a:a>', '*)', 57)} ?o }}",
    "optionals nested": f"SELECT * {{ {_nested(f'{ANY} OPTIONAL {{ ?o ?p ?s . ', '?s ?q ?r', '}', 57)} }}",
    "subselects nested": f"SELECT * {{ {_nested('{ SELECT * { ', PRODUCT, '} }', 28)} }}",
    "negations nested": f"ASK {{ {_nested(f'{ANY} FILTER NOT EXISTS {{ ', '?o ?q ?r', '}', 57)} }}",
    "functions nested": f"SELECT * {{ BIND({_nested('IF(true,COALESCE(', '1', '),2)', 28)} AS ?x) }}",
    "triples in triples": f"SELECT * {{ {_nested('<<( ?s ?p ', '?o', ' )>>', 55)} ?p ?o }}",
    "triples in triples, deep": f"SELECT * {{ {_nested('<<?s ?p ', '?o', '>>', 2_500)} ?p ?o }}",
    "comments": "SELECT * {" + "#\n" * 19_000 + f"{PRODUCT} }}",
    "a string that never closes": 'ASK { ?s ?p """' + '"" \\" ' * 6_000,
    "quotes": "ASK { ?s ?p " + "'" * 39_000,
    "too long": f"ASK {{ ?s ?p '{'x' * 200_000}' }}",
}  # fmt: skip

GET = "GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
POST = GET.replace("GET", "POST").format("/sparql")
LOOKUP = "/sparql?query=" + quote("ASK { ?s ?p 1 }")
HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"


def _post(target: str, body: bytes, media_type: str, *more: str) -> bytes:
    lines = [f"POST {target} HTTP/1.1", "Host: x", "Connection: close", f"Content-Type: {media_type}",
             f"Content-Length: {len(body)}", *more]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + body


def _form(**pairs: str) -> bytes:
    return urlencode(pairs).encode()


def _hiding(head: str) -> bytes:
    """A POST with these headers, and another request that should not be seen as one."""
    return f"{POST}{head}{HIDDEN}".encode()


FORM = "application/x-www-form-urlencoded"
RAW: dict[str, bytes] = {
    "10 MB of query": _post("/sparql", b"#" * 10_000_000, "application/sparql-query"),
    "10 MB of form": _post("/sparql", b"query=" + b"x" * 10_000_000, FORM),
    "10 MB of update": _post("/sparql", b"#" * 10_000_000, "application/sparql-update"),
    "10 MB for a page": _post("/", b"x" * 10_000_000, "text/plain"),
    "10 MB of names": _post("/reconcile", b"queries=" + b"x" * 10_000_000, FORM),
    "10 MB in chunks": (POST + "Content-Type: application/sparql-query\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n").encode() + (b"2710\r\n" + b"#" * 10_000 + b"\r\n") * 999,
    "a million parameters": _post("/sparql", b"a&" * 500_000, FORM),
    "many datasets": (GET.format(LOOKUP + "&default-graph-uri=a:b" * 2_000) + "\r\n").encode(),
    "brackets for names": _post("/reconcile", _form(queries="[" * 200_000), FORM),
    "objects for names": _post("/reconcile", _form(queries='{"a":' * 20_000), FORM),
    "a huge number for names": _post("/reconcile", _form(queries='{"q0":{"limit":' + "9" * 200_000), FORM),
    "many names": _post("/reconcile", _form(queries=json.dumps({n: {"query": f"{n}"} for n in range(9_000)})), FORM),
    "one long name": _post("/reconcile", _form(queries='{"q0":{"query":"' + "open letter " * 60_000 + '"}}'), FORM),
    "many properties": _post("/reconcile", _form(extend=json.dumps({"ids": ["a"] * 9_000, "properties": []})), FORM),
    "a long prefix": (GET.format("/reconcile/suggest/entity?prefix=" + "a" * 60_000) + "\r\n").encode(),
    "a long Accept": (GET.format(LOOKUP) + f"Accept: {'text/a;q=0.1,' * 4_500}\r\n\r\n").encode(),
    "a long address": (GET.format("/" + "a/../" * 40_000) + "\r\n").encode(),
    "a long line": (GET.format("/") + "X: " + "x" * 1_000_000 + "\r\n\r\n").encode(),
    "many headers": (GET.format("/") + "X-A: b\r\n" * 100_000 + "\r\n").encode(),
    "many headers, few bytes": (GET.format(LOOKUP) + "A:\r\n" * 15_000 + "\r\n").encode(),
    "dots": (GET.format("/" + "../" * 9_000 + "etc/passwd") + "\r\n").encode(),
    "zeros": b"\0" * 100_000,
    "garbage": bytes(range(256)) * 400,
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x5a" * 512,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0" * 2_000,
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "an unknown method": b"EVERYTHING / HTTP/1.1\r\nHost: x\r\n\r\n",
    "two lengths": _hiding("Content-Length: 4\r\nContent-Length: 44\r\n\r\n"),
    "length and chunks": _hiding("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "chunks and length": _hiding("Transfer-Encoding: chunked\r\nContent-Length: 44\r\n\r\n0\r\n\r\n"),
    "chunks that are none": _hiding("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    "chunks twice": _hiding("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    "a space before the colon": _hiding("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    "a folded header": _hiding("Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
    "a bare line feed": (GET.format("/") + "X: y\nContent-Length: 44\r\n\r\n" + HIDDEN).encode(),
    "a bare carriage return": (GET.format("/") + "X: y\rContent-Length: 44\r\n\r\n" + HIDDEN).encode(),
    "a length below zero": (POST + "Content-Length: -1\r\n\r\n").encode(),
    "a length with a sign": _hiding("Content-Length: +44\r\n\r\n"),
    "a length beyond all numbers": (POST + f"Content-Length: {'9' * 30}\r\n\r\n").encode(),
    "a chunk beyond all numbers": (POST + "Transfer-Encoding: chunked\r\n\r\n" + "F" * 30 + "\r\n").encode(),
    "a chunk below zero": (POST + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n").encode(),
    "a zero in a header": (GET.format("/") + "X: a\0b\r\n\r\n").encode(),
    "no query in UTF-8": _post("/sparql", b"ASK { ?s ?p '\xff\xfe\x80' }", "application/sparql-query"),
    "half of a surrogate": (GET.format("/sparql?query=ASK%7B%3Fs%20%3Fp%20%22%ED%A0%80%22%7D") + "\r\n").encode(),
    "a zero in a query": (GET.format("/sparql?query=ASK%7B%00%7D") + "\r\n").encode(),
    "an update by a stranger": _post("/sparql", b"DROP ALL", "application/sparql-update", "Authorization: Bearer x"),
}  # fmt: skip


class Outcome(NamedTuple):
    """Status (0 where the connection ended without one), seconds to the end, all bytes that came."""

    status: int
    seconds: float
    answer: bytes


def query_bytes(text: str) -> bytes:
    """The request with a query, by POST where it is too long for an address."""
    if len(text) < 4_000:
        return f"{GET.format('/sparql?query=' + quote(text))}\r\n".encode()
    return _post("/sparql", text.encode(), "application/sparql-query")


def exchange(address: tuple[str, int], source: str, text: bytes, patience: float = 30.0) -> Outcome:
    """What comes for the bytes of a request, until the other side closes. A reset after an answer is an end too."""
    begun = time.monotonic()
    parts = bytearray()
    with socket.socket() as connection:
        connection.settimeout(patience)
        connection.bind((source, 0))
        connection.connect(address)
        with suppress(ConnectionError):  # refused before all was sent; the answer may be there
            connection.sendall(text)
        with suppress(ConnectionError):
            while part := connection.recv(1 << 20):
                parts += part if len(parts) < 1 << 20 else b""
    first = bytes(parts[:64]).split(b" ", 2)
    status = int(first[1]) if first[0].startswith(b"HTTP/1.") and first[1].isdigit() else 0
    return Outcome(status, time.monotonic() - begun, bytes(parts))
