"""Reading reviewed files: strict YAML, CSV tables, SSSOM mappings. In: bytes. Out: nodes with places."""
