#!/usr/bin/env bash
# Starts one of the stores of compose.yaml and loads the built graph into it: ./load.sh oxigraph|fuseki|virtuoso|rdf4j
# Further arguments go to govgraph load. Run it inside the project, or set PROJECT to its folder.
set -euo pipefail

store=${1:?which store: oxigraph, fuseki, virtuoso or rdf4j}
shift
project=${PROJECT:-$PWD}
cd "$(dirname "$0")"
load() { govgraph --project "$project" load "$@"; }

ready() { # waits until an address answers
    for _ in $(seq 120); do
        curl --silent --output /dev/null --fail "$1" && return
        sleep 1
    done
    echo "$1 does not answer" >&2
    return 3
}

case $store in
oxigraph)
    docker compose --profile oxigraph up --detach
    ready 'http://127.0.0.1:7878/query?query=ASK%7B%7D'
    load oxigraph+http://127.0.0.1:7878/ "$@"
    ;;
fuseki)
    if [[ ! -f fuseki/fuseki.jar ]]; then
        mkdir -p fuseki
        curl --fail --location --output fuseki/part \
            https://repo1.maven.org/maven2/org/apache/jena/jena-fuseki-server/5.6.0/jena-fuseki-server-5.6.0.jar
        echo '6892853e217afde119f9237ad424033c4d309ec7129bed344d0199ad6e233d9f166610e2040abd42b739ecbe120c4638f2b69ecf1576872669a3403c3391f691  fuseki/part' | sha512sum --check --quiet
        mv fuseki/part fuseki/fuseki.jar
    fi
    docker compose --profile fuseki up --detach
    ready 'http://127.0.0.1:3030/ds/query?query=ASK%7B%7D'
    load fuseki+http://127.0.0.1:3030/ds "$@"
    ;;
virtuoso)
    : "${VIRTUOSO_PASSWORD:?the password that dba gets or has}"
    docker compose --profile virtuoso up --detach
    ready 'http://127.0.0.1:8890/sparql?query=ASK%7B%7D'
    load virtuoso+http://127.0.0.1:8890/ --user dba --password-file <(printf '%s\n' "$VIRTUOSO_PASSWORD") "$@"
    ;;
rdf4j)
    docker compose --profile rdf4j up --detach
    base=http://127.0.0.1:8080/rdf4j-server
    ready "$base/protocol"
    curl --silent --fail --output /dev/null "$base/repositories/govgraph/size" ||
        curl --fail-with-body --request PUT --header 'Content-Type: text/turtle' --data-binary @repository.ttl \
            "$base/repositories/govgraph"
    load "rdf4j+$base/repositories/govgraph" "$@"
    ;;
*)
    echo "$store: not known here; known are oxigraph, fuseki, virtuoso, rdf4j" >&2
    exit 2
    ;;
esac
