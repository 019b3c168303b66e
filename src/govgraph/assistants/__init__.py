"""Tools for assistants (Model Context Protocol): search, describe, query and explain, read-only and under limits."""
