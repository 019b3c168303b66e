"""What a FAIR metric is, what can be said of it, and which ones there are.

The words are ours. F-UJI: FAIRsFAIR metrics in version 0.8 (doi:10.5281/zenodo.15045911), names of version 0.5 beside
where they differ; FOOPS!: its 24 tests (w3id.org/foops); Site: what this project asks of itself on top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, cast

from govgraph.publish.fair.built_site import BuiltSite
from govgraph.publish.pages import Text

Result = Literal["passed", "failed", "needs a live host", "not applicable"]
Tool = Literal["F-UJI", "FOOPS!", "Site"]

RESULTS: dict[Result, str] = {
    "passed": "bestanden",
    "failed": "nicht bestanden",
    "needs a live host": "braucht einen Server im Netz",
    "not applicable": "nicht anwendbar",
}


class Answer(NamedTuple):
    """The result of a check, what was found and where, and the mend of a failure."""

    result: Result
    evidence: str
    mend: str = ""


Check = Callable[[BuiltSite], Answer]


class Metric(NamedTuple):
    """A metric or test: who asks it, its id, older ids of it, what is looked at, title in own words."""

    tool: Tool
    id: str
    also: tuple[str, ...]
    looks_at: str
    title: Text


def passed(evidence: str) -> Answer:
    """What is asked for is there."""
    return Answer("passed", evidence)


def failed(evidence: str, mend: str) -> Answer:
    """It is not there."""
    return Answer("failed", evidence, mend)


def live(evidence: str) -> Answer:
    """All that the files can do is done; the answer comes from the host."""
    return Answer("needs a live host", evidence)


def inapplicable(why: str) -> Answer:
    """The question does not arise."""
    return Answer("not applicable", why)


def judge(missing: Sequence[str], evidence: str, mend: str) -> Answer:
    """Passed where nothing is missing; else failed, with the first of what is missing."""
    return failed(f"missing: {shorten(missing)}", mend) if missing else passed(evidence)


def shorten(names: Sequence[str], most: int = 5) -> str:
    """The first names, and how many more.

    >>> shorten(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _read_metrics(text: str) -> tuple[Metric, ...]:
    """Metrics of a text of three lines each: tool, id, older ids | what is looked at; title in English; in German."""
    lines = [line for line in text.splitlines() if line]
    found = []
    for first, english, german in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        names, _, looks_at = first.partition(" | ")
        tool, name, *also = names.split()
        found.append(Metric(cast("Tool", tool), name, tuple(also), looks_at, (english.strip(), german.strip())))
    return tuple(found)


METRICS = _read_metrics("""
F-UJI FsF-F1-01MD FsF-F1-01D | dataset.html
  Data and metadata have a globally unique identifier
  Daten und Metadaten haben einen weltweit eindeutigen Bezeichner
F-UJI FsF-F1-02MD FsF-F1-02D | IRI of the dataset
  The identifier is persistent
  Der Bezeichner ist dauerhaft
F-UJI FsF-F2-01M | dataset.html, dataset.ttl
  The core description is complete
  Die Kernbeschreibung ist vollständig
F-UJI FsF-F3-01M | dataset.html, dataset.ttl
  The description names the files of the data
  Die Beschreibung nennt die Dateien der Daten
F-UJI FsF-F4-01M | JSON-LD of dataset.html
  Search engines can take the description up
  Suchmaschinen können die Beschreibung aufnehmen
F-UJI FsF-A1-01M | dataset.html, dataset.ttl
  Access level and conditions are told
  Zugang und Bedingungen sind genannt
F-UJI FsF-A1-02MD | files of the site
  Data and metadata can be fetched by their identifier
  Daten und Metadaten sind über ihren Bezeichner abrufbar
F-UJI FsF-A1.1-01MD FsF-A1-02M FsF-A1-03D | download addresses
  A standard protocol leads to data and metadata
  Ein standardisiertes Protokoll führt zu Daten und Metadaten
F-UJI FsF-A1.2-01MD | download addresses
  The protocol supports authentication
  Das Protokoll beherrscht Anmeldung
F-UJI FsF-A2-01M | nothing
  Metadata outlive the data
  Metadaten überdauern die Daten
F-UJI FsF-I1-01M | dataset.html, .ttl, .jsonld
  The description is in a formal language
  Die Beschreibung steht in einer formalen Sprache
F-UJI FsF-I2-01M | dataset.ttl
  The description uses registered vocabularies
  Die Beschreibung nutzt registrierte Vokabulare
F-UJI FsF-I3-01M | dataset.html, dataset.ttl
  Related resources are linked, with the kind of relation
  Verwandtes ist verlinkt, mit der Art der Beziehung
F-UJI FsF-R1-01M FsF-R1-01MD | distributions
  The description tells what the data hold
  Die Beschreibung sagt, was die Daten enthalten
F-UJI FsF-R1.1-01M | dataset.html, dataset.ttl
  The licence is machine-readable
  Die Lizenz ist maschinenlesbar
F-UJI FsF-R1.2-01M | dataset.ttl
  The origin of the data is told formally
  Die Herkunft der Daten ist formal beschrieben
F-UJI FsF-R1.3-01M | dataset.ttl
  The description follows a standard of the community
  Die Beschreibung folgt einem anerkannten Standard
F-UJI FsF-R1.3-02D | distributions
  The data come in an open, lasting format
  Die Daten liegen in einem offenen, haltbaren Format vor

FOOPS! PURL1 | base
  The ontology's IRI is persistent
  Die IRI der Ontologie ist dauerhaft
FOOPS! URI1 | ontology.html, ontology.ttl
  The ontology's IRI resolves
  Die IRI der Ontologie ist auflösbar
FOOPS! URI2 | ontology.ttl
  The file declares the IRI that it is fetched by
  Die Datei trägt die IRI, unter der sie abgerufen wird
FOOPS! CN1 | rules for servers
  HTML and RDF by content negotiation
  HTML und RDF durch Inhaltsaushandlung
FOOPS! FIND1 | ontology.ttl
  A prefix is declared
  Ein Präfix ist angegeben
FOOPS! FIND2 | ontology.ttl
  The prefix is registered
  Das Präfix ist registriert
FOOPS! FIND3 | ontology.ttl
  A registry lists the ontology
  Ein Verzeichnis führt die Ontologie
FOOPS! FIND_3_BIS | ontology.ttl
  Its metadata can be had even if it is gone
  Die Metadaten bleiben, auch wenn sie verschwindet
FOOPS! HTTP1 | base
  An open protocol leads to it
  Ein offenes Protokoll führt zu ihr
FOOPS! OM1 | ontology.ttl
  Minimum metadata
  Mindestangaben
FOOPS! OM2 | ontology.ttl
  Recommended metadata
  Empfohlene Angaben
FOOPS! OM3 | ontology.ttl
  Detailed metadata
  Ausführliche Angaben
FOOPS! OM4.1 | ontology.ttl
  A licence is named
  Eine Lizenz ist genannt
FOOPS! OM4.2 | ontology.ttl
  The licence resolves
  Die Lizenz ist auflösbar
FOOPS! OM5.1 | ontology.ttl
  Basic provenance
  Grundangaben zur Herkunft
FOOPS! OM5.2 | ontology.ttl
  Detailed provenance
  Genaue Angaben zur Herkunft
FOOPS! RDF1 | ontology.ttl
  The ontology is RDF
  Die Ontologie liegt als RDF vor
FOOPS! DOC1 | ontology.html
  The ontology has a page for people
  Die Ontologie hat eine Seite für Menschen
FOOPS! VER1 | ontology.ttl
  The version has its own IRI
  Die Version hat eine eigene IRI
FOOPS! VER2 | page of the version
  The version's IRI resolves
  Die IRI der Version ist auflösbar
FOOPS! VOC1 | ontology.ttl
  The header reuses vocabularies
  Der Kopf nutzt vorhandene Vokabulare
FOOPS! VOC2 | ontology.ttl
  The terms reuse vocabularies
  Die Begriffe nutzen vorhandene Vokabulare
FOOPS! VOC3 | ontology.ttl
  Every term has a label
  Jeder Begriff hat eine Bezeichnung
FOOPS! VOC4 | ontology.ttl
  Every term has a definition
  Jeder Begriff hat eine Definition

Site pages | every page
  Every minted IRI has a page and its place there
  Jede vergebene IRI hat eine Seite und darauf ihren Platz
Site languages | every page
  Every page is there in each language
  Jede Seite liegt in jeder Sprache vor
Site signposting-1 | sample of pages
  Signposting level 1: typed links in the pages
  Signposting Stufe 1: typisierte Links in den Seiten
Site signposting-2 | sample of linksets
  Signposting level 2: linksets after RFC 9264
  Signposting Stufe 2: Linksets nach RFC 9264
Site faces | sample of RDF files
  The RDF faces can be parsed and say the same
  Die RDF-Fassungen sind lesbar und sagen dasselbe
Site agreement | dataset.html, .ttl, .jsonld
  The descriptions of the dataset agree
  Die Beschreibungen des Datensatzes stimmen überein
Site header | ontology.ttl
  The header of the ontology is complete
  Der Kopf der Ontologie ist vollständig
Site prior-version | ontology.ttl
  The ontology names the version before it
  Die Ontologie nennt die Version davor
Site terms | ontology.ttl
  Every term has label and definition in each language
  Jeder Begriff hat Bezeichnung und Definition in jeder Sprache
Site negotiation | rules
  Rules for content negotiation name every face
  Regeln zur Inhaltsaushandlung nennen jede Fassung
Site sitemap | sitemap.xml, robots.txt
  The sitemap lists the pages, robots.txt the sitemap
  Die Sitemap führt die Seiten auf, robots.txt die Sitemap
""")
