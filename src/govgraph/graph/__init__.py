"""From statements to named graphs: simple, full, annotated, inferred, metadata. Triples are tuples of three terms."""
