"""Prints the events of the calendar on standard input as JSON, as the package `icalendar` reads them."""

import json
import sys
from datetime import UTC

from icalendar import Calendar

calendar = Calendar.from_ical(sys.stdin.buffer.read())


def instant(event, name):
    return event.decoded(name).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


json.dump(
    [
        {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "start": instant(event, "DTSTART"),
            "end": instant(event, "DTEND"),
            "modified": instant(event, "LAST-MODIFIED"),
            "summary": str(event["SUMMARY"]),
            "status": str(event["STATUS"]),
        }
        for event in calendar.walk("VEVENT")
    ],
    sys.stdout,
)
