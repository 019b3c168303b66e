"""The scripts for the bulk loaders, by kind of store. `@...@` stands for what the build and the target know.

A script takes what it needs from the environment, stops at the first error, and drops the graphs before it loads them.
"""

from __future__ import annotations

from typing import NamedTuple


class Loader(NamedTuple):
    """One file a graph (N-Triples) or one for all (N-Quads), what must be so before, scripts by file name."""

    per_graph: bool
    needs: str
    files: dict[str, str]


_HEAD = """#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
"""
_EACH = """while read -r file graph encoded; do
    {command}
done <<'END'
@GRAPHS@
END
"""

_OXIGRAPH = (
    _HEAD
    + """: "${LOCATION:?the folder of the store, with no server running on it}"
oxigraph update --location "$LOCATION" --update '@DROPS@'
"""
    + _EACH.format(command='oxigraph load --location "$LOCATION" --graph "$graph" --file "$file"')
    + """oxigraph optimize --location "$LOCATION"
"""
)

_FUSEKI = (
    _HEAD
    + """: "${LOCATION:?the folder of the TDB2 dataset, with no server running on it}"
# The command line tools of Apache Jena, or the jar of Fuseki, which holds them too.
jena() {
    local tool=$1
    shift
    if [[ -n ${FUSEKI_JAR:-} ]]; then java -cp "$FUSEKI_JAR" "$tool" "$@"; else "$tool" "$@"; fi
}
jena tdb2.tdbupdate --loc "$LOCATION" --update <(printf '%s' '@DROPS@')
"""
    + _EACH.format(command='jena tdb2.tdbloader --loc "$LOCATION" --graph="$graph" "$file"')
)

_VIRTUOSO = (
    _HEAD
    + """: "${PASSWORD_FILE:?a file with the password of dba}"
# isql knows no other way to take a password than its arguments, which other users of the machine can see.
"${ISQL:-isql-vt}" "${SERVER:-127.0.0.1:1111}" dba "$(<"$PASSWORD_FILE")" ERRORS=STDOUT < load.sql
"""
)
_VIRTUOSO_SQL = """-- DirsAllowed in virtuoso.ini must name this folder: @FOLDER@
log_enable(3, 1);
@CLEARS@
DELETE FROM DB.DBA.load_list WHERE ll_file LIKE '@FOLDER@/%';
@LOADS@
rdf_loader_run();
checkpoint;
SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_file LIKE '@FOLDER@/%' AND ll_error IS NOT NULL;
"""

_RDF4J = (
    _HEAD
    + """address=${ADDRESS:-@ADDRESS@}
curl --fail-with-body --silent --show-error "$address/statements" --data-urlencode 'update=@DROPS@'
"""
    + _EACH.format(
        command='curl --fail-with-body --silent --show-error --request POST --upload-file "$file" \\\n'
        "        --header 'Content-Type: application/n-triples' \"$address/statements?context=$encoded\""
    )
)

_GRAPHDB = (
    _HEAD
    + """: "${REPOSITORY:?the id of the repository, with no server running}"
importrdf load --force --id "$REPOSITORY" --mode parallel govgraph.nq
"""
)

_BLAZEGRAPH = (
    _HEAD
    + """: "${BLAZEGRAPH_JAR:?the jar of Blazegraph}"
: "${PROPERTIES:?its RWStore.properties, with no server running on the journal}"
java -cp "$BLAZEGRAPH_JAR" com.bigdata.rdf.store.DataLoader -namespace "${NAMESPACE:-kb}" "$PROPERTIES" govgraph.nq
"""
)

_QLEVER = (
    _HEAD
    + """: "${ACCESS_TOKEN:?the token that writing will need}"
qlever index --overwrite-existing
qlever start --access-token "$ACCESS_TOKEN" --kill-existing-with-same-port
"""
)
_QLEVERFILE = """[data]
NAME        = govgraph
DESCRIPTION = GovGraph, the open knowledge graph of AI governance
FORMAT      = nq

[index]
INPUT_FILES     = govgraph.nq
CAT_INPUT_FILES = cat ${INPUT_FILES}
SETTINGS_JSON   = { "num-triples-per-batch": 1000000 }

[server]
PORT               = 7001
MEMORY_FOR_QUERIES = 2G

[runtime]
SYSTEM = docker
IMAGE  = docker.io/adfreiburg/qlever:latest
"""

_STARDOG = (
    _HEAD
    + """database=${DATABASE:-govgraph}
stardog query execute "$database" '@DROPS@'
"""
    + _EACH.format(command='stardog data add --named-graph "$graph" "$database" "$file"')
)

_NEPTUNE = (
    _HEAD
    + """: "${BUCKET:?an S3 folder, s3://...}"
: "${ROLE:?the ARN of the role that reads it}" "${REGION:?such as eu-central-1}"
address=${ADDRESS:-@ADDRESS@}
aws s3 cp govgraph.nq "$BUCKET/govgraph.nq"
curl --fail-with-body --silent --show-error "$address/sparql" --data-urlencode 'update=@DROPS@'
curl --fail-with-body --silent --show-error "$address/loader" --header 'Content-Type: application/json' --data @- <<END
{"source": "$BUCKET/govgraph.nq", "format": "nquads", "iamRoleArn": "$ROLE", "region": "$REGION",
 "failOnError": "TRUE", "queueRequest": "TRUE"}
END
echo "ask $address/loader/LOAD_ID until it says LOAD_COMPLETED"
"""
)

SCRIPTS = {
    "oxigraph": Loader(True, "stop the server", {"load.sh": _OXIGRAPH}),
    "fuseki": Loader(True, "stop the server", {"load.sh": _FUSEKI}),
    "virtuoso": Loader(
        True, "name this folder in DirsAllowed of virtuoso.ini", {"load.sh": _VIRTUOSO, "load.sql": _VIRTUOSO_SQL}
    ),
    "rdf4j": Loader(True, "make the repository", {"load.sh": _RDF4J}),
    "graphdb": Loader(False, "stop the server (importrdf replaces the whole repository)", {"load.sh": _GRAPHDB}),
    "blazegraph": Loader(False, "stop the server (the graphs are added to what is there)", {"load.sh": _BLAZEGRAPH}),
    "qlever": Loader(False, "install qlever (the index is made anew)", {"load.sh": _QLEVER, "Qleverfile": _QLEVERFILE}),
    "stardog": Loader(True, "make the database", {"load.sh": _STARDOG}),
    "neptune": Loader(False, "have an S3 folder that the cluster may read", {"load.sh": _NEPTUNE}),
}
