"""Writers of the dumps. Each takes sorted triples or statements and yields text; none reads a file."""
