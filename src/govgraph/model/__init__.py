"""The model: context and vocabulary say what a key means; records become entities and statements."""
