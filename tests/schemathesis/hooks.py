"""What the clinic's data must satisfy beyond what an OpenAPI document can say."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import schemathesis
from hypothesis import strategies as st

# The six pet types of the schema migration.
PET_TYPES = range(1, 7)
# The five types of appointment, of another migration.
APPOINTMENT_TYPES = range(1, 6)
# The six vets of the sample data.
VETS = range(1, 7)

EARLIEST = date(1900, 1, 1)
TODAY = datetime.now(UTC).date()

# A date of birth is not in the future.
dates = st.dates(min_value=EARLIEST, max_value=TODAY)
schemathesis.openapi.format("date", dates.map(date.isoformat))

date_times = st.datetimes(min_value=datetime.combine(EARLIEST, time.min), max_value=datetime.combine(TODAY, time.min))
schemathesis.openapi.format("date-time", date_times.map(lambda moment: moment.isoformat() + "Z"))


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what contradicts itself: a request that is to be accepted, one part of which is recorded as invalid.

    Schemathesis makes these in its coverage phase where it finds no value for a pattern and sends `0` instead.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return True
    return all(part.mode.is_positive for part in case.meta.components.values())


def fit_query(query):
    """At most 31 days, the last not before the first; types and vets that there are."""
    if "to" in query and "from" in query:
        query["to"] = query["from"]
    for field, ids in (("typeId", APPOINTMENT_TYPES), ("vetId", VETS)):
        if field in query and int(query[field]) not in ids:
            query[field] = ids[int(query[field]) % len(ids)]


def fields_of_entry(body):
    """What an entry of the calendar of its kind has: a weekday, a vet, days and times in their order."""
    kind, changed = body.get("kind"), {"from": "09:00", "to": "18:00"}
    if body.get("lastDay") is not None:
        changed["lastDay"] = body["firstDay"]
    if kind in ("leave", "block"):
        changed["vetId"] = body["vetId"] if body.get("vetId") is not None else 2
    else:
        changed["vetId"] = None
    if kind == "openingHours":
        changed["weekday"] = body.get("weekday") or "monday"
    elif kind != "block":
        changed["weekday"] = None
    return changed


# For requests that each create something.
KEYS = count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """What is to be accepted is possible: a pet is of a type that exists, and no visit is before its pet's birth."""
    body = case.body
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if case.meta.phase.name == "stateful" and "Idempotency-Key" in case.headers:
        # A key that was used before repeats an answer, and what that created may be removed by now.
        case.headers["Idempotency-Key"] = f"stateful-{next(KEYS)}"
    if case.path_parameters.get("vetId", 1) is None:
        # Of an entry of the whole clinic.
        case.path_parameters["vetId"] = 1
    if "/api/visits/" in case.path and isinstance(case.query, dict):
        fit_query(case.query)
        if "/owners/" in case.path:
            # A page follows on an appointment of the same owner.
            case.query.pop("after", None)
    if not isinstance(body, dict):
        return
    changed = fields_of_entry(body) if "/calendar/entries" in case.path else {}
    if "/appointments" in case.path and body.get("petId") is not None and body.get("ownerId") is None:
        # A pet has an owner.
        changed["ownerId"] = 6
    if "/appointments/" in case.path and ("ownerId" in body) != ("petId" in body):
        # Both change together.
        changed = {"ownerId": body.get("ownerId"), "petId": body.get("petId")} | changed
    if isinstance(body.get("start"), str):
        # A time of some day soon; what else is true of it, the pattern says.
        changed["start"] = f"{TODAY + timedelta(days=1 + int(body['start'][8:10]) % 28)}T{body['start'][11:]}"
        if body["start"][11:13] > "23":
            changed["start"] = changed["start"][:11] + "12" + body["start"][13:]
    types = APPOINTMENT_TYPES if "/appointments" in case.path else PET_TYPES
    for field, ids in (("typeId", types), ("vetId", VETS)):
        wanted = changed.get(field, body.get(field))
        # A number may come as text, and 7.0 is an integer, too, in JSON Schema.
        if type(wanted) in (int, float, str) and int(wanted) not in ids:
            existing = ids[int(wanted) % len(ids)]
            changed[field] = str(existing) if isinstance(wanted, str) else existing
    # Leap years, which have every day of another year.
    if isinstance(body.get("birthDate"), str) and body["birthDate"] >= "2013":
        changed["birthDate"] = "2012" + body["birthDate"][4:]
    if isinstance(body.get("date"), str) and body["date"] < "2013":
        changed["date"] = "2016" + body["date"][4:]
    for field in ("diedOn", "measuredOn"):
        # Not before any pet's birth.
        if isinstance(body.get(field), str) and body[field] < "2013":
            changed[field] = "2016" + body[field][4:]
    if isinstance(body.get("phones"), list):
        # At most one is preferred.
        changed["phones"] = [it | {"isPreferred": index == 0} for index, it in enumerate(body["phones"])]
    if changed:
        case.body = {**body, **changed}
