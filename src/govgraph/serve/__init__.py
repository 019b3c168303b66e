"""The graph over HTTP: SPARQL 1.1 Protocol, Graph Store Protocol, negotiated IRIs, the site, reconciliation."""
