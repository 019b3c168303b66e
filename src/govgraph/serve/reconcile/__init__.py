"""The Reconciliation Service API 0.2 (W3C Community Group) over the graph's names, for OpenRefine."""
