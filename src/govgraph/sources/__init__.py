"""Reading reviewed files: strict YAML, CSV tables, SSSOM mappings. In: bytes of a file. Out: nodes that know their place."""
