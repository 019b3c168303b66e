"""The graph into other triple stores: over the Graph Store Protocol, SPARQL Update or a store's bulk loader."""
