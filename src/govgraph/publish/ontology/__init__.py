"""The ontology and the shapes as pages: an anchor and a page for every term, pictures, parts, versions."""
