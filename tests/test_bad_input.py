"""Bad input ends in a clear error: place, message, mend and exit code as stated, and `output/` as it was before.

Each case spoils one file of the small project (tests/small) and builds. Line and column are exact.
"""

# One case a line, so that the tables can be read down and across.
# ruff: noqa: E501

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import Govgraph
from small_project import command, digests, replace_in, run_govgraph

ADA = "data/person/ada-lovelace.yaml"
BABBAGE = "data/person/charles-babbage.yaml"
SOCIETY = "data/org/analytical-society.yaml"
LETTER = "data/letter/engine-letter.yaml"
GAZETTE = "data/source/engine-gazette.yaml"
MODEL = "data/model/difference-engine.yaml"
ACT = "data/act/engine-act.yaml"
BAN = "data/action/engine-ban.yaml"
CLAIM = "data/claim/engine-thinks.yaml"
UTOPIA = "data/jurisdiction/utopia.yaml"
TABLE = "data/tables/engine-signatures.yaml"
CELLS = "data/tables/engine-signatures.csv"
MAPPING = "data/mappings/wikidata.sssom.tsv"

Spoil = Callable[[bytes], bytes]


class Bad(NamedTuple):
    """One spoiled file: which, how, and where and what the one violation must say."""

    name: str
    file: str
    spoil: Spoil
    place: str
    message: str
    mend: str


def swap(old: str, new: str) -> Spoil:
    """Replaces the first occurrence of a text that must be there."""

    def spoil(raw: bytes) -> bytes:
        assert old.encode() in raw
        return raw.replace(old.encode(), new.encode(), 1)

    return spoil


def whole(raw: bytes) -> Spoil:
    """Puts other bytes in the file's place."""
    return lambda _: raw


def add(text: str) -> Spoil:
    """Adds a text at the end."""
    return lambda raw: raw + text.encode()


def born(value: str) -> Spoil:
    """Replaces the value of bornOn in line 6 of the record on Ada Lovelace."""
    return swap("'1815-12-10'", value)


def url(value: str) -> Spoil:
    """Replaces the value of url in line 7 of the letter's record."""
    return swap("https://example.org/engine-letter", value)


def drop(line: str) -> Spoil:
    """Removes a line."""
    return swap(f"{line}\n", "")


BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
NO_LINK = 'the scheme "{}" is not allowed; use http or https'
AN_IRI = "<prefix>:<id> of an entity, or an http(s) IRI"
A_FILE = "data/<prefix>/<id>.yaml, data/tables/*.csv with its .yaml, data/mappings/*.sssom.tsv"
A_DATE = "YYYY, YYYY-MM or YYYY-MM-DD, a day that exists"
AN_ENTRY = '{source: source:some-id, locator: "p. 3"}'

YAML_CASES = [
    Bad("duplicate key", ADA, add("type: Robot\n"), f"{ADA}:17:1", 'the key "type" stands twice (first in line 2)', "one key with a list"),
    Bad("duplicate key inside", ADA, swap("    de: Vor", "    en: Vor"), f"{ADA}:11:5", 'the key "en" stands twice (first in line 10)', "one key with a list"),
    Bad("anchor", ADA, born("&day '1815'"), f"{ADA}:6:9", "anchors and aliases are not read", "the value itself, written out"),
    Bad("alias", ADA, born("*day"), f"{ADA}:6:9", "anchors and aliases are not read", "the value itself, written out"),
    Bad("anchor bomb", ADA, whole(BOMB), f"{ADA}:1:4", "anchors and aliases are not read", "the value itself, written out"),
    Bad("tag", ADA, born("!!int 1815"), f"{ADA}:6:9", "the tag tag:yaml.org,2002:int is not read", "a plain string"),
    Bad("python tag", ADA, born("!!python/object/apply:os.system [id]"), f"{ADA}:6:9", "python/object/apply:os.system is not read", "a plain string"),
    Bad("own tag", ADA, born("!date 1815"), f"{ADA}:6:9", "the tag !date is not read", "a plain string"),
    Bad("tab as indentation", ADA, swap("  en: Ada", "\ten: Ada"), f"{ADA}:4:1", "a tab stands here", "spaces for indentation"),
    Bad("tab between words", ADA, swap("en: Ada ", "en: Ada\t"), f"{ADA}:4:10", "a tab stands here", "spaces for indentation"),
    Bad("Latin-1", ADA, lambda raw: raw.replace(b"en: chair", "en: Größe".encode("latin-1")), f"{ADA}:10:11", "byte 0xF6 is not UTF-8", "save the file again"),
    Bad("UTF-16", ADA, lambda raw: raw.decode().encode("utf-16"), f"{ADA}:1:1", "byte 0xFF is not UTF-8", "save the file again"),
    Bad("UTF-16 without mark", ADA, lambda raw: raw.decode().encode("utf-16-le"), f"{ADA}:1:2", "the control character U+0000", "the text without it"),
    Bad("byte order mark", ADA, lambda raw: b"\xef\xbb\xbf" + raw, f"{ADA}:1:1", "the file begins with a byte order mark", "UTF-8 without BOM"),
    Bad("zero-width mark", ADA, swap("chair", "ch\ufeffair"), f"{ADA}:10:11", "a byte order mark stands here", "the text without it"),
    Bad("NUL byte", ADA, swap("chair", "ch\0air"), f"{ADA}:10:11", "the control character U+0000 stands here", "the text without it"),
    Bad("escape sequence of a terminal", ADA, swap("chair", "\x1b[31mchair"), f"{ADA}:10:9", "the control character U+001B", "the text without it"),
    Bad("bidi override", ADA, swap("chair", "ch\u202eair"), f"{ADA}:10:11", "the control character U+202E stands here", "the text without it"),
    Bad("bidi isolate", ADA, swap("chair", "\u2066chair"), f"{ADA}:10:9", "the control character U+2066 stands here", "the text without it"),
    Bad("bidi override as escape", ADA, swap("chair", r'"ch\u202Eair"'), f"{ADA}:10:9", "an escape puts the control character U+202E", "the text without it"),
    Bad("NUL as escape", ADA, swap("chair", r'"ch\0air"'), f"{ADA}:10:9", "an escape puts the control character U+0000", "the text without it"),
    Bad("lone surrogate as escape", ADA, swap("chair", r'"ch\uD800air"'), f"{ADA}:10:14", "invalid Unicode character escape code", "valid YAML"),
    Bad("escape beyond Unicode", ADA, swap("chair", r'"\U00110000"'), f"{ADA}:10:12", "invalid Unicode character escape code", "valid YAML"),
    Bad("encoded surrogate", ADA, lambda raw: raw.replace(b"chair", b"\xed\xa0\x80"), f"{ADA}:10:9", "byte 0xED is not UTF-8", "save the file again"),
    Bad("octal", ADA, born("0017"), f"{ADA}:6:9", "0017 reads as an octal number elsewhere", '"0017" in quotes'),
    Bad("merge key", ADA, add("<<: {type: Robot}\n"), f"{ADA}:17:1", "merge keys are not read", "the keys themselves"),
    Bad("list as key", ADA, add("? [a, b]\n: c\n"), f"{ADA}:17:3", "a key must be a plain name", "one of the keys"),
    Bad("two documents", ADA, add("---\nid: person:other\n"), f"{ADA}:17:1", "a second document begins here", "one document a file"),
    Bad("empty file", ADA, whole(b""), f"{ADA}:1:1", "the file holds no record", "a mapping with id, type and label"),
    Bad("only a comment", ADA, whole(b"# to do\n"), f"{ADA}:1:1", "the file holds no record", "a mapping with id, type and label"),
    Bad("list as record", ADA, whole(b"- id: person:ada-lovelace\n"), f"{ADA}:1:1", "the file must hold one mapping", "id, type and label"),
    Bad("nested too deep", ADA, born("[" * 41 + "]" * 41), f"{ADA}:6:49", "nested deeper than 40 levels", "a flatter record"),
    Bad("deep enough for a crash", ADA, born("[" * 100_000), f"{ADA}:6:49", "nested deeper than 40 levels", "a flatter record"),
    Bad("unclosed quote", ADA, born("'1815"), f"{ADA}:12:10", "did not find expected key", "quote the text"),
    Bad("colon in plain text", ADA, swap("en: chair", "en: chair: first"), f"{ADA}:10:14", "mapping values are not allowed in this context", "quote the text"),
    Bad("10 MB literal", ADA, swap("chair", "x" * 10_000_000), f"{ADA}:1:1", "the file has 10,000,", "put bulk facts into a CSV table"),
    Bad("100 KB text", ADA, swap("chair", "x" * 100_001), f"{ADA}:10:9", "a text of 100,001 characters", "at most 100,000"),
]  # fmt: skip

RECORD_CASES = [
    Bad("derived key", ADA, add("founded: org:engine-society\n"), f"{ADA}:17:1", '"founded" is not written in data', "the relation it comes from"),
    Bad("no id", ADA, drop("id: person:ada-lovelace"), f"{ADA}:1:1", "the record has no id", "id: <prefix>:<id>"),
    Bad("malformed id", ADA, swap("id: person:ada-lovelace", "id: person:Ada_Lovelace"), f"{ADA}:1:5", "stands in data/person/ada-lovelace.yaml", "id: person:ada-lovelace"),
    Bad("malformed nested id", ACT, swap("art-2", "Art_2"), f"{ACT}:22:7", '"provision:engine-act-Art_2" is no entity id', "in lower case, digits and hyphens"),
    Bad("unknown prefix", ACT, swap("provision:engine-act-art-2", "robot:art-2"), f"{ACT}:22:7", '"robot:art-2" is no entity id', "prefixes are act, action"),
    Bad("file name is not the id", ADA, swap("person:ada-lovelace", "person:ada-byron"), f"{ADA}:1:5", 'the record "person:ada-byron" stands in', "data/person/ada-byron.yaml, or id: person:ada-lovelace"),
    Bad("no type", ADA, drop("type: Person"), f"{ADA}:1:1", "the record has no type", "type: one class of the ontology"),
    Bad("unknown type", ADA, swap("type: Person", "type: Persn"), f"{ADA}:2:7", '"Persn" is no class of an entity', "did you mean Person"),
    Bad("type of another prefix", ADA, swap("type: Person", "type: Company"), f"{ADA}:2:7", "a Company has the prefix org", "id: org:ada-lovelace"),
    Bad("unknown key", ADA, swap("bornOn", "bornIn"), f"{ADA}:6:1", 'the key "bornIn" is unknown', "did you mean"),
    Bad("property as key of a record", ADA, swap("bornOn: ", "rdfs:label: "), f"{ADA}:6:1", 'the key "rdfs:label" is unknown', "did you mean"),
    Bad("unknown id", ADA, swap("org:analytical-society", "org:analytical-societ"), f"{ADA}:8:10", '"org:analytical-societ" is the id of nothing', "did you mean org:analytical-society?"),
    Bad("unknown id without a neighbour", ADA, swap("org:analytical-society", "org:xyz"), f"{ADA}:8:10", '"org:xyz" is the id of nothing', "a new file data/org/xyz.yaml"),
    Bad("malformed reference", ADA, swap("value: org:analytical-society", "value: org:Analytical"), f"{ADA}:8:10", '"org:Analytical" is no entity id', "lower case, digits and hyphens"),
    Bad("id twice", ACT, swap("provision:engine-act-art-2", "provision:engine-act-art-1"), f"{ACT}:22:3", 'the id "provision:engine-act-art-1" is used twice', f"the first is at {ACT}:9:3"),
    Bad("statement twice", SOCIETY, swap("- person:charles-babbage", "- person:charles-babbage\n- person:charles-babbage"), f"{SOCIETY}:8:3", f"the same statement stands at {SOCIETY}:7:3", "one statement with all its sources"),
    Bad("dangling source", LETTER, swap("source:engine-gazette", "source:engine-gazete"), f"{LETTER}:9:3", '"source:engine-gazete" is the id of nothing', "did you mean source:engine-gazette?"),
    Bad("source without locator", BABBAGE, drop("    locator: p. 3"), f"{BABBAGE}:10:5", "a source entry has `source` and `locator`", AN_ENTRY),
    Bad("source entry with another key", BABBAGE, swap("locator: p. 3", "locator: p. 3\n    page: '3'"), f"{BABBAGE}:10:5", "a source entry has `source` and `locator`", AN_ENTRY),
    Bad("source that is a person", LETTER, swap("source:engine-gazette", "person:ada-lovelace"), f"{LETTER}:9:3", "not a reference to a source", "source:<id>, a file in data/source"),
    Bad("source as IRI", LETTER, swap("source:engine-gazette", "https://example.org/"), f"{LETTER}:9:3", "not a reference to a source", "source:<id>, a file in data/source"),
    Bad("unknown status", ADA, swap("status: confirmed", "status: certain"), f"{ADA}:16:9", '"certain" is not a known status', "confirmed"),
    Bad("status of another vocabulary", ADA, swap("status: confirmed", "status: high"), f"{ADA}:16:9", '"high" is not a known status', "one of confirmed, disputed"),
    Bad("list as status", ADA, swap("status: confirmed", "status: [confirmed]"), f"{ADA}:16:9", "status is one word", "confirmed, disputed"),
    Bad("unknown confidence", ADA, add("confidence: sure\n"), f"{ADA}:17:13", '"sure" is not a known confidence', "one of high, low, medium"),
    Bad("unknown qualifier", ADA, swap("  from: '1842'", "  fromm: '1842'"), f"{ADA}:12:3", '"fromm" is no qualifier', "did you mean from?"),
    Bad("property as qualifier", ADA, swap("  from: '1842'", "  bornOn: '1842'"), f"{ADA}:12:3", '"bornOn" is no qualifier', "one of"),
    Bad("language missing", ADA, swap("label:\n  en: Ada Lovelace\n  de: Ada Lovelace", "label: Ada Lovelace"), f"{ADA}:3:8", "label needs its language", "{en: ..., de: ...}"),
    Bad("no language tag", ADA, swap("    de: Vor", "    german: Vor"), f"{ADA}:11:5", '"german" is no language tag (BCP 47)', "en, de, it"),
    Bad("ill-formed language tag", ADA, swap("    de: Vor", "    en-12: Vor"), f"{ADA}:11:5", '"en-12" is no language tag (BCP 47)', "en, de, it"),
    Bad("empty text", ADA, swap("en: chair", "en: ' '"), f"{ADA}:10:9", "the text of role is empty", "a text, or no key at all"),
    Bad("empty value", ADA, born(""), f"{ADA}:6:8", "bornOn is empty", "a value, or no key at all"),
    Bad("list in a list", SOCIETY, swap("- person:charles-babbage", "- - person:charles-babbage"), f"{SOCIETY}:7:3", "a list inside a list", "one list of values"),
    Bad("mapping as value", ADA, born("{year: '1815'}"), f"{ADA}:6:9", "bornOn takes a single value here", "a string"),
    Bad("record as text", ADA, born("{id: 'person:x', type: Person}"), f"{ADA}:6:9", "bornOn takes no nested record", "a plain value"),
    Bad("a day that is none", ADA, born("2023-02-30"), f"{ADA}:6:9", '"2023-02-30" is no date', A_DATE),
    Bad("date in words", ADA, born("10 December 1815"), f"{ADA}:6:9", '"10 December 1815" is no date', A_DATE),
    Bad("date with other digits", ADA, born("\u0661\u0668\u0661\u0665"), f"{ADA}:6:9", "is no date", A_DATE),
    Bad("number in words", LETTER, add("signatureCount: a few\n"), f"{LETTER}:11:17", '"a few" is no xsd:integer', "digits only"),
    Bad("number with other digits", LETTER, add("signatureCount: \u0663\n"), f"{LETTER}:11:17", "is no xsd:integer", "digits only"),
    Bad("yes for true", GAZETTE, swap("'true'", "yes"), f"{GAZETTE}:11:10", '"yes" is no xsd:boolean', "true or false"),
    Bad("unknown word of a vocabulary", CLAIM, swap("verdictContradicted", "verdictWrong"), f"{CLAIM}:9:10", '"verdictWrong" is not a known verdict', "verdict"),
    Bad("foreign IRI under a reverse key", ACT, swap("provisions:", "provisions:\n- https://example.org/art-9"), f"{ACT}:9:3", "provisions takes entities of this graph only", "<prefix>:<id> of an entity"),
]  # fmt: skip

IRI_CASES = [
    Bad("javascript:", LETTER, url("javascript:alert(1)"), f"{LETTER}:7:6", NO_LINK.format("javascript"), AN_IRI),
    Bad("JavaScript: in capitals", LETTER, url("JavaScript://example.org/%0Aalert(1)"), f"{LETTER}:7:6", NO_LINK.format("JavaScript"), AN_IRI),
    Bad("data:", LETTER, url("data:text/html,x"), f"{LETTER}:7:6", NO_LINK.format("data"), AN_IRI),
    Bad("file:", LETTER, url("file:///etc/passwd"), f"{LETTER}:7:6", NO_LINK.format("file"), AN_IRI),
    Bad("no scheme", LETTER, url("//example.org/x"), f"{LETTER}:7:6", "not an absolute IRI", AN_IRI),
    Bad("relative", LETTER, url("letter.html"), f"{LETTER}:7:6", "not an absolute IRI", AN_IRI),
    Bad("no host", LETTER, url("https:///x"), f"{LETTER}:7:6", "the host is missing", AN_IRI),
    Bad("port without host", LETTER, url("https://:80/x"), f"{LETTER}:7:6", "the host is missing", AN_IRI),
    Bad("space", LETTER, url("https://example.org/a b"), f"{LETTER}:7:6", "the character ' ' may not stand in an IRI; percent-encode it", AN_IRI),
    Bad("end of an IRI", LETTER, url("https://example.org/> <x"), f"{LETTER}:7:6", "the character '>' may not stand in an IRI", AN_IRI),
    Bad("backslash", LETTER, url(r"https://example.org\@evil.org/"), f"{LETTER}:7:6", "may not stand in an IRI", AN_IRI),
    Bad("quote", LETTER, url("https://example.org/a\"b"), f"{LETTER}:7:6", "the character '\"' may not stand", AN_IRI),
    Bad("bidi mark", LETTER, url("https://example.org/\u200fx"), f"{LETTER}:7:6", r"the character '\u200f' may not stand in an IRI", AN_IRI),
    Bad("Arabic bidi mark", LETTER, url("https://example.org/\u061cx"), f"{LETTER}:7:6", r"the character '\u061c' may not stand in an IRI", AN_IRI),
    Bad("bidi override", LETTER, url("https://example.org/\u202egro"), f"{LETTER}:7:26", "the control character U+202E", "the text without it"),
    Bad("broken percent sign", LETTER, url("https://example.org/50%"), f"{LETTER}:7:6", "percent-encode what may not stand", AN_IRI),
    Bad("broken port", LETTER, url("https://example.org:x/"), f"{LETTER}:7:6", "Invalid", AN_IRI),
    Bad("hostile prefixed name", LETTER, url("wikidata:Q1> <x"), f"{LETTER}:7:6", "the character '>' may not stand in an IRI", AN_IRI),
    Bad("full IRI of nothing of ours", LETTER, url("https://w3id.org/govgraph/id/person/nobody"), f"{LETTER}:7:6", '"person:nobody" is the id of nothing', "data/person/nobody.yaml"),
]  # fmt: skip

TABLE_CASES = [
    Bad("ragged row", CELLS, add("charles-babbage,1843\n"), f"{CELLS}:3:1", "2 cells", "3 cells: person, day, printed"),
    Bad("row after a cell of two lines", CELLS, swap("Lovelace, Ada", "Lovelace,\nAda\"\nx,\"y"), f"{CELLS}:4:1", "2 cells", "3 cells"),
    Bad("missing column", CELLS, swap("person,day,", "person,date,"), f"{TABLE}:6:1", f"{CELLS} has no column day", "one of person, date, printed"),
    Bad("column twice", CELLS, swap("person,day,printed", "person,day,day"), f"{CELLS}:1:1", "a column name is empty or stands twice", "distinct column names"),
    Bad("empty table", CELLS, whole(b""), f"{CELLS}:1:1", "the table has no header", "names of the columns"),
    Bad("unclosed quote in a table", CELLS, add('x,"1843,y\n'), f"{CELLS}:3:1", "unexpected end of data", "RFC 4180"),
    Bad("Latin-1 table", CELLS, lambda raw: raw.replace(b"Ada", "Adä".encode("latin-1")), f"{CELLS}:2:50", "byte 0xE4 is not UTF-8", "save the file again"),
    Bad("bad date in a cell", CELLS, swap("1843-08-09", "1843-02-30"), f"{CELLS}:2:1", '"1843-02-30" is no date', A_DATE),
    Bad("row of nobody", CELLS, swap("ada-lovelace", "ada-lovelac"), f"{CELLS}:2:1", '"person:ada-lovelac" is the id of nothing', "did you mean person:ada-lovelace?"),
    Bad("row without id", CELLS, swap("ada-lovelace", ""), f"{CELLS}:2:1", "the row has no id", "a cell for each column that the id needs"),
    Bad("no template", TABLE, swap("record:", "recrod:"), f"{TABLE}:1:1", "the table has no record template", "record: with an id"),
    Bad("unknown key beside the template", TABLE, add("delimiter: ;\n"), f"{TABLE}:14:1", 'the key "delimiter" is unknown here', "one of table, label, record"),
    Bad("table without description", "data/tables/other.csv", whole(b"a,b\n"), "data/tables/other.csv:1:1", "no reader knows this file", A_FILE),
    Bad("unknown predicate", MAPPING, swap("skos:exactMatch", "owl:sameAs"), f"{MAPPING}:4:1", '"owl:sameAs" is no mapping predicate', "one of skos:"),
    Bad("missing SSSOM column", MAPPING, swap("mapping_justification\tstatus", "justification\tstatus"), f"{MAPPING}:4:1", "the columns mapping_justification are missing", "the columns of SSSOM"),
    Bad("ragged mapping", MAPPING, add("person:ada-lovelace\tskos:closeMatch\n"), f"{MAPPING}:6:1", "2 cells", "5 cells: subject_id"),
    Bad("mapping of nobody", MAPPING, swap("person:ada-lovelace", "person:ada-byron"), f"{MAPPING}:4:1", '"person:ada-byron" is the id of nothing', "data/person/ada-byron.yaml"),
    Bad("mapping to a hostile name", MAPPING, swap("wikidata:Q7259", "wikidata:Q 7259"), f"{MAPPING}:4:1", "the character ' ' may not stand in an IRI", AN_IRI),
    Bad("mapping with unknown justification", MAPPING, swap("semapv:ManualMappingCuration", "javascript:x"), f"{MAPPING}:4:1", NO_LINK.format("javascript"), AN_IRI),
]  # fmt: skip

OTHER_FILES = [
    Bad("unknown ending", "data/person/notes.txt", whole(b"x"), "data/person/notes.txt:1:1", "no reader knows this file", A_FILE),
    Bad("file at the top", "data/ada.yaml", whole(b"x"), "data/ada.yaml:1:1", "no reader knows this file", A_FILE),
    Bad("file too deep", "data/person/old/ada.yaml", whole(b"x"), "data/person/old:1:1", "a folder stands where a file belongs", A_FILE),
    Bad("name with a line end", "data/person/a\nb.yaml", whole(b"x"), r"data/person/a\u000ab.yaml:1:1", "this is no file with a printable name", A_FILE),
    Bad("folder in place of a file", "data/person/x.yaml/y", whole(b"x"), "data/person/x.yaml:1:1", "a folder stands where a file belongs", A_FILE),
    Bad("Turtle fault in the ontology", "ontology/zz.ttl", whole(b"@prefix a: <http://a/> .\na:b a:c a:d\n"), "ontology/zz.ttl:3:1", "", "valid Turtle 1.1"),
    Bad("Turtle fault in the shapes", "shapes/zz.ttl", whole(b"<a> <b> .\n"), "shapes/zz.ttl:1:1", "", "valid Turtle 1.1"),
    Bad("broken context", "ontology/context.jsonld", whole(b'{"@context": {\n  "a":\n}}'), "ontology/context.jsonld:3:1", "Expecting value", "valid JSON"),
    Bad("no context", "ontology/context.jsonld", whole(b"[]"), "ontology/context.jsonld:1:1", "no @context here", '{"@context": {...}}'),
    Bad("rule that is no query", "ontology/rules/zz.rq", whole(b"CONSTRUCT {"), "ontology/rules/zz.rq:1:1", "", "CONSTRUCT"),
    Bad("rule in Latin-1", "ontology/rules/zz.rq", whole(b"# \xe4\n"), "ontology/rules/zz.rq:1:1", "not UTF-8", "save the file again"),
]  # fmt: skip

SHACL_CASES = [
    Bad("cycle in partOf", ACT, swap("  number: '1'", "  number: '1'\n  partOf: provision:engine-act-art-1-1"), f"{ACT}:15:11", "The parts form a circle", "remove one of the steps"),
    Bad("end before start", ADA, swap("until: '1843-11'", "until: '1841-11'"), f"{ADA}:8:10", "The statement ends before it starts", "swap or mend from and until"),
    Bad("signature by a model", MODEL, add("signed: letter:engine-letter\n"), f"{MODEL}:9:9", "Only a person or an organization can sign", "the subject of this signature is neither"),
    Bad("signature under an organization", BABBAGE, swap("value: letter:engine-letter", "value: org:analytical-society"), f"{BABBAGE}:7:10", "Only an appeal can be signed", "open letter, petition, statement"),
    Bad("ban without authority", BAN, drop("issuedBy: org:analytical-society"), f"{BAN}:1:1", "The ban names nobody who imposed it", "add issuedBy"),
    Bad("German label missing", UTOPIA, drop("  de: Utopia"), f"{UTOPIA}:4:3", "The German label is missing", "add one with the language tag de"),
    Bad("wrong kind of reference", SOCIETY, swap("person:charles-babbage", "letter:engine-letter"), f"{SOCIETY}:7:3", "the value of foundedBy must be one of: Agent", "rule: shape:foundedBy-range"),
    Bad("confirmed without source", UTOPIA, swap("sources:\n- source:engine-gazette", "status: confirmed"), f"{UTOPIA}:4:3", "is confirmed or reported but names no source", "add a source or make it unverified"),
]  # fmt: skip

CASES = [*YAML_CASES, *RECORD_CASES, *IRI_CASES, *TABLE_CASES, *OTHER_FILES, *SHACL_CASES]


def spoil(project: Path, bad: Bad) -> None:
    """Spoil the case's file, or make it where the project has none."""
    path = project / bad.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bad.spoil(path.read_bytes() if path.exists() else b""))


def blocks(text: str) -> list[str]:
    """The findings of a report: a head line and its indented lines each."""
    found: list[str] = []
    for line in text.splitlines():
        if line.startswith("    ") and found:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def test_the_table_of_cases_is_whole() -> None:
    """No case is lost, none stands twice."""
    assert len(CASES) >= 135
    assert len({case.name for case in CASES if case.name != "bidi override"}) == len(CASES) - 2


@pytest.mark.parametrize("bad", CASES, ids=lambda bad: bad.name.replace(" ", "-"))
def test_bad_input_names_place_and_mend_and_leaves_the_output(bad: Bad, small: Path, govgraph: Govgraph) -> None:
    """The build ends with exit code 1, says where and what to do, and `output/` stays as it was, byte for byte."""
    before = digests(small / "output")
    spoil(small, bad)
    run = govgraph(small, "build")
    assert run.code == 1, run.err[-2000:]
    assert run.out == ""
    heads = [block for block in blocks(run.err) if block.startswith(f"{bad.place}: violation: ")]
    assert any(bad.message in block.splitlines()[0] and bad.mend in block for block in heads), run.err[-2000:]
    assert "Traceback" not in run.err
    assert len(run.err) < 5_000
    assert before
    assert digests(small / "output") == before


@pytest.mark.parametrize("bad", [YAML_CASES[0], TABLE_CASES[0], SHACL_CASES[0]], ids=lambda bad: bad.name)
def test_validate_finds_the_same_and_writes_nothing(bad: Bad, small: Path) -> None:
    """`govgraph validate`, as a command of its own, exits with 1 for every stage of faults."""
    before = digests(small / "output")
    spoil(small, bad)
    run = run_govgraph(small, "validate")
    assert run.code == 1
    assert f"{bad.place}: violation: " in run.out + run.err
    assert digests(small / "output") == before


def test_all_faults_of_a_stage_come_at_once_and_sorted(small: Path, govgraph: Govgraph) -> None:
    """One build names every spoiled file, in the order of the places."""
    for bad in (RECORD_CASES[0], IRI_CASES[0], TABLE_CASES[0], YAML_CASES[0]):
        spoil(small, bad)
    run = govgraph(small, "build")
    places = [block.partition(": ")[0] for block in blocks(run.err)[:-1]]
    assert places == sorted(places)
    assert {place.partition(":")[0] for place in places} == {ADA, LETTER, CELLS}
    assert blocks(run.err)[-1] == f"{len(places)} violations, 0 warnings, 0 infos"


def test_a_mended_file_builds_again(small: Path, govgraph: Govgraph) -> None:
    """After the mend the build works and gives the first output, byte for byte."""
    before, text = digests(small / "output"), (small / ADA).read_bytes()
    spoil(small, YAML_CASES[0])
    assert govgraph(small, "build").code == 1
    (small / ADA).write_bytes(text)
    assert govgraph(small, "build", "--force").code == 0
    assert digests(small / "output") == before


def test_crlf_files_build_the_same_bytes(small: Path, govgraph: Govgraph) -> None:
    """A checkout with CRLF line ends, ontology and shapes included, gives the same output as one with LF."""
    before = digests(small / "output")
    for folder in ("data", "ontology", "shapes"):
        for path in (path for path in (small / folder).rglob("*") if path.is_file()):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert b"\r\n" in (small / CELLS).read_bytes()
    settings = small / "govgraph.toml"
    settings.write_bytes(settings.read_bytes().replace(b"\n", b"\r\n"))
    assert govgraph(small, "build", "--force").code == 0
    assert digests(small / "output") == before


# ---------------------------------------------------------------------- settings


SETTINGS = [
    ("broken TOML", "name = \n", "not valid TOML"),
    ("unknown setting", 'nam = "x"', "missing name; unknown nam; known are base,"),
    ("missing setting", "", "missing name"),
    ("number as name", "name = 1", "name: must be one line of text in quotes"),
    ("text with a line end", 'name = "a\\nb"', "name: must be one line of text in quotes"),
]


@pytest.mark.parametrize(("line", "message"), [case[1:] for case in SETTINGS], ids=[case[0] for case in SETTINGS])
def test_a_broken_name_in_the_settings_is_wrong_use(line: str, message: str, small: Path, govgraph: Govgraph) -> None:
    """A fault in govgraph.toml ends with exit code 2 and names file and key."""
    assert_wrong_use(small, govgraph, 'name = "small"', line, message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'base = "https://w3id.org/govgraph/"',
            'base = "javascript:x/"',
            'base: the scheme "javascript" is not allowed',
        ),
        ('base = "https://w3id.org/govgraph/"', 'base = "https://w3id.org/govgraph"', "must end with /"),
        ('issued = "2026-11-22"', 'issued = "2026-02-30"', "2026-02-30 is no date"),
        ('issued = "2026-11-22"', "issued = 2026-11-22", "issued: must be one line of text in quotes"),
        ('version = "0.1.0"', 'version = "0 1> <x"', "version: 0 1> <x may hold letters, digits"),
        ('languages = ["en", "de"]', 'languages = "en"', 'languages: must be ["en", "de"]'),
        ('en = "Small: a graph for tests"', 'fr = "Petit"', "title: must be a table of single lines by language"),
        ('en = "Small: a graph for tests"', r'en = "a\n<x> <y> <z> ."', "title: must be a table of single lines"),
    ],
)
def test_a_broken_setting_is_wrong_use(old: str, new: str, message: str, small: Path, govgraph: Govgraph) -> None:
    """What would break IRIs or comments in the output is refused in govgraph.toml already."""
    assert_wrong_use(small, govgraph, old, new, message)


def assert_wrong_use(small: Path, govgraph: Govgraph, old: str, new: str, message: str) -> None:
    """Exit code 2, a message with the file, the output untouched."""
    before = digests(small / "output")
    replace_in(small / "govgraph.toml", old, new)
    run = govgraph(small, "build")
    assert (run.code, run.out) == (2, "")
    assert f"{small / 'govgraph.toml'}: " in run.err
    assert message in run.err
    assert digests(small / "output") == before


# ---------------------------------------------------------------------- the machine stands in the way


def assert_fault(run: tuple[int, str, str], *parts: str) -> None:
    """Exit code 3 with one clear line, neither a traceback nor an internal error."""
    code, out, err = run
    assert (code, out) == (3, ""), err
    assert err.startswith("govgraph: ")
    assert err.count("\n") == 1
    assert "internal error" not in err
    for part in parts:
        assert part in err


def test_no_project_here_is_wrong_use(tmp_path: Path) -> None:
    """Without --project and without govgraph.toml above, the message says how to go on."""
    done = subprocess.run([*command(tmp_path)[:3], "build"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no govgraph.toml in" in done.stderr
    assert "give --project DIR, or make one: govgraph init DIR" in done.stderr


def test_a_missing_project_folder_is_named(tmp_path: Path, govgraph: Govgraph) -> None:
    """--project with a folder that is not there names the file that is missing."""
    assert_fault(govgraph(tmp_path / "nowhere", "build"), str(tmp_path / "nowhere/govgraph.toml"), "No such file")


@pytest.mark.parametrize("folder", ["data", "ontology", "shapes"])
def test_a_missing_folder_is_named(folder: str, small: Path, govgraph: Govgraph) -> None:
    """A project without one of its folders can't be built; the output stays."""
    before = digests(small / "output")
    shutil.rmtree(small / folder)
    assert_fault(govgraph(small, "build"), str(small / folder), "the folder is missing")
    assert digests(small / "output") == before


@pytest.mark.parametrize("name", ["ontology/context.jsonld", CELLS, "govgraph.toml"])
def test_a_missing_file_is_named(name: str, small: Path, govgraph: Govgraph) -> None:
    """A file that others need is missing: the message names it."""
    before = digests(small / "output")
    (small / name).unlink()
    assert_fault(govgraph(small, "build"), name, "No such file or directory")
    assert digests(small / "output") == before


def test_a_dangling_link_is_no_silent_gap(small: Path, govgraph: Govgraph) -> None:
    """A link to nothing among the data is an error, not a record less."""
    (small / UTOPIA).unlink()
    (small / UTOPIA).symlink_to(small / "gone.yaml")
    run = govgraph(small, "build")
    assert run.code == 1
    assert f"{UTOPIA}:1:1: violation: the link leads to no file" in run.err


def test_a_pipe_among_the_data_does_not_hang(small: Path, govgraph: Govgraph) -> None:
    """A named pipe is refused before anyone waits for it."""
    os.mkfifo(small / "data/person/pipe.yaml")
    assert "pipe.yaml:1:1: violation: this is no file with a printable name" in govgraph(small, "build").err


def test_a_file_name_that_is_no_text_is_refused(small: Path) -> None:
    """Bytes that are no UTF-8 in a file name end in a finding, not in an internal error."""
    Path(os.fsdecode(os.fsencode(small) + b"/data/person/\xff.yaml")).write_bytes(b"x")
    run = run_govgraph(small, "build")
    assert (run.code, "internal" in run.err) == (1, False), run.err
    assert "violation: this is no file with a printable name" in run.err


@pytest.mark.parametrize("name", [ADA, CELLS, "ontology/context.jsonld", "shapes/texts.ttl", "govgraph.toml"])
def test_an_unreadable_file_is_named(
    name: str, small: Path, govgraph: Govgraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permission denied (simulated: the tests may run as root) names the file; the output stays."""
    before, read = digests(small / "output"), Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == small / name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(Path, "read_text", lambda path, encoding: refuse(path).decode(encoding))
    assert_fault(govgraph(small, "build"), name, "Permission denied")
    monkeypatch.undo()
    assert digests(small / "output") == before


def test_an_unreadable_folder_is_named(small: Path, govgraph: Govgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that can't be listed is an error, not a graph without its files."""
    listed = Path.iterdir

    def refuse(path: Path) -> object:
        if path == small / "data/person":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert_fault(govgraph(small, "build"), "data/person", "Permission denied")


def test_a_file_in_the_place_of_the_output_is_kept(small: Path, govgraph: Govgraph) -> None:
    """A build never overwrites a file called output."""
    shutil.rmtree(small / "output")
    (small / "output").write_text("mine")
    assert_fault(govgraph(small, "build"), "a file stands where the output folder belongs")
    assert (small / "output").read_text() == "mine"


def test_a_file_in_the_place_of_the_work_folder_is_named(small: Path, govgraph: Govgraph) -> None:
    """Where .govgraph can't be made, the message says so and the output stays."""
    before = digests(small / "output")
    shutil.rmtree(small / ".govgraph")
    (small / ".govgraph").write_text("mine")
    assert_fault(govgraph(small, "build", "--force"), ".govgraph", "File exists")
    assert digests(small / "output") == before


@pytest.mark.parametrize("kilobytes", [0, 1, 4, 20, 100, 300])
def test_a_full_disk_leaves_the_output(kilobytes: int, small: Path) -> None:
    """No file may grow beyond a limit (as on a full disk): exit code 3, a clear message, the output as before."""
    before = digests(small / "output")
    replace_in(small / LETTER, "Letter on the engine", "Letter about the engine")
    done = subprocess.run(
        command(small, "build"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024)),
    )
    assert_fault((done.returncode, done.stdout, done.stderr), "File too large", "the output is as it was before")
    assert digests(small / "output") == before
    run = run_govgraph(small, "build")
    assert run.code == 0, run.err
    assert digests(small / "output") != before


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root; the test above runs everywhere")
@pytest.mark.parametrize("size", ["64k", "256k", "1m"])
def test_a_really_full_disk_leaves_the_output(size: str, small: Path) -> None:
    """The same on a file system of that size, mounted where the build works."""
    before = digests(small / "output")
    shutil.rmtree(small / ".govgraph")
    (small / ".govgraph").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(small / ".govgraph")]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        run = run_govgraph(small, "build", "--force")
    finally:
        subprocess.run(["umount", str(small / ".govgraph")], check=True)
    assert_fault(run, "No space left on device", "the output is as it was before")
    assert digests(small / "output") == before
