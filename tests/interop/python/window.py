"""Whether a record may be answered: its period against the window that the query gives its type, as the contract defines it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from samsyn.producer.v1 import producer_pb2 as messages

# The ends of the wire's calendar. A window between them has no limit, and it alone holds records without time.
FIRST_S = -62_135_596_800
LAST_S = 253_402_207_200


class Interval(NamedTuple):
    """The instants that a moment may be, as seconds and nanoseconds; `after` is the first that it cannot be."""

    first: tuple
    after: tuple
    is_exact: bool


def is_inside(window, period, zone):
    """True when a record of this period may be answered. Partial dates are meant in the calendar of `zone`."""
    begin, limit = instant(window.start), instant(window.end)
    if begin[0] <= FIRST_S and limit[0] >= LAST_S:
        return True
    start = interval(period.start, zone) if period.HasField("start") else None
    end = interval(period.end, zone) if period.HasField("end") else None
    if begin >= limit or (start is None and end is None):
        return False
    if window.basis == messages.WINDOW_BASIS_END:
        return _lies(window, end) if end else _begins_in_time(window, start)
    if window.basis == messages.WINDOW_BASIS_OVERLAP:
        return _overlaps(window, start, end)
    return _lies(window, start or end)


def instant(timestamp):
    return (timestamp.seconds, timestamp.nanos)


def interval(moment, zone):
    """A moment as the interval that it may mean: a day, a month or a year in the calendar of `zone`, or a single instant."""
    if moment.WhichOneof("precision") == "instant":
        seconds, nanos = instant(moment.instant)
        return Interval((seconds, nanos), (seconds, nanos + 1), True)
    date = moment.date
    first = datetime(date.year, date.month or 1, date.day or 1, tzinfo=zone)
    return Interval((int(first.timestamp()), 0), (_after(date, first), 0), False)


def _after(date, first):
    """The second in which the next day, month or year begins."""
    try:
        if date.day:
            after = first + timedelta(days=1)
        elif date.month:
            after = first.replace(year=date.year + date.month // 12, month=date.month % 12 + 1)
        else:
            after = first.replace(year=date.year + 1)
    except (OverflowError, ValueError):
        return LAST_S
    return int(after.timestamp())


def _lies(window, at):
    """All of it lies in the window; or some of it, where straddling counts as inside."""
    begin, limit = instant(window.start), instant(window.end)
    if window.straddling_is_inside:
        return at.first < limit and begin < at.after
    return begin <= at.first and at.after <= limit


def _begins_in_time(window, at):
    limit = instant(window.end)
    return at.first < limit if window.straddling_is_inside else at.after <= limit


def _reaches_in(window, at):
    """An exact end is the first instant outside; a day or longer is part of the period."""
    begin = instant(window.start)
    if at.is_exact:
        return at.first > begin
    return at.after > begin if window.straddling_is_inside else at.first >= begin


def _overlaps(window, start, end):
    if start == end:
        return _lies(window, start)
    reaches_in = end is None or _reaches_in(window, end)
    # An unknown start may be as late as the end.
    begins = _begins_in_time(window, start or end) or (start is None and window.straddling_is_inside)
    return reaches_in and begins
