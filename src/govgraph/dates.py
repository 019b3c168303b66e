"""Partial dates: `2023`, `2023-03`, `2023-03-22`. A coarse date covers its whole span.

XML Schema 1.1 part 2, 3.3.9-3.3.11.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DATATYPE = {4: "gYear", 7: "gYearMonth", 10: "date"}


def datatype_of(text: str) -> str | None:
    """Local name of the xsd datatype of a partial date, or None where `text` is no real date.

    >>> datatype_of("2023"), datatype_of("2023-03"), datatype_of("2023-03-22"), datatype_of("2023-02-30")
    ('gYear', 'gYearMonth', 'date', None)
    """
    try:
        span_of(text)
    except ValueError:
        return None
    return _DATATYPE[len(text)]


def span_of(text: str) -> tuple[date, date]:
    """First and last day that a partial date covers; ValueError where it is no date.

    >>> [day.isoformat() for day in span_of("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD")
    year = int(match[1])
    first_month = int(match[2] or 1)
    last_month = int(match[2] or 12)
    first = date(year, first_month, int(match[3] or 1))
    last_day = int(match[3]) if match[3] else monthrange(year, last_month)[1]
    return first, date(year, last_month, last_day)


def covers(day: date, start: str | None, end: str | None) -> bool:
    """True if `day` lies in the span from `start` to `end`, both included; None is open.

    >>> covers(date(2023, 4, 15), "2023-03", None), covers(date(2023, 4, 15), None, "2023-03")
    (True, False)
    """
    return (start is None or span_of(start)[0] <= day) and (end is None or day <= span_of(end)[1])
