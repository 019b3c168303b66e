"""Figures of the server as Prometheus reads them (text format 0.0.4), and the short word on its health."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

BUCKETS = (0.001, 0.005, 0.025, 0.1, 0.25, 1.0, 5.0, 10.0)


@dataclass(slots=True)
class Metrics:
    """Requests by door and status; seconds that queries took, by bucket (the last one: longer than all)."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0

    def observe(self, seconds: float) -> None:
        """A query has been answered or refused after so many seconds."""
        self.seconds += seconds
        for number, bound in enumerate(BUCKETS):
            if seconds <= bound:
                self.buckets[number] += 1
                return
        self.buckets[-1] += 1

    def lines(self, gauges: dict[str, float], counters: dict[str, float]) -> str:
        """All figures as text; names begin with `govgraph_`."""
        lines = ["# TYPE govgraph_requests_total counter"]
        lines += [
            f'govgraph_requests_total{{door="{door}",status="{status}"}} {count}'
            for (door, status), count in sorted(self.requests.items())
        ]
        lines += ["# TYPE govgraph_query_seconds histogram", *self._histogram()]
        for kind, figures, ending in (("gauge", gauges, ""), ("counter", counters, "_total")):
            for name, value in sorted(figures.items()):
                lines += [f"# TYPE govgraph_{name}{ending} {kind}", f"govgraph_{name}{ending} {value:g}"]
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        lines, total = [], 0
        for bound, count in zip((*BUCKETS, float("inf")), self.buckets, strict=True):
            total += count
            told = "+Inf" if bound == float("inf") else f"{bound:g}"
            lines.append(f'govgraph_query_seconds_bucket{{le="{told}"}} {total}')
        return [*lines, f"govgraph_query_seconds_sum {self.seconds:.6f}", f"govgraph_query_seconds_count {total}"]
