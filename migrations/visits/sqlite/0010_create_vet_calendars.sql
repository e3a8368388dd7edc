-- A row for each vet that appointments are made for. Whoever places an appointment locks it, so that two never take the same slot.
CREATE TABLE IF NOT EXISTS vet_calendars (
    vet_id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 0
);
