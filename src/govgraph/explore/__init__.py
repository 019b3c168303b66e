"""The explorer: the page in which people look at the graph, and a selection of the graph in other formats."""
