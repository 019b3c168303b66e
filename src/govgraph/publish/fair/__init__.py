"""FAIR as a gate: the metrics of F-UJI, the tests of FOOPS! and checks of our own, asked of the built site."""
