"""Validation: SHACL shapes over the merged graph, and findings that name file, line, column and the mend."""
