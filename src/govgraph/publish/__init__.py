"""The published site: a page for every IRI, machine faces beside it, descriptions, rules for servers."""
