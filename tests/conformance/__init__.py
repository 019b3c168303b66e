"""The W3C tests of the SPARQL 1.1 protocols, run against a live endpoint (docs/conformance.md)."""
