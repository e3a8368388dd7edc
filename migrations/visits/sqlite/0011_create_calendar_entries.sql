-- When the clinic is open and when its vets are not there. `last_day` is 9999-12-31 where there is no end; `weekday` is 1 for Monday to 7
-- for Sunday; `from_minute` and `to_minute` count from midnight by the clock on the clinic's wall.
CREATE TABLE IF NOT EXISTS calendar_entries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR(16) NOT NULL,
    vet_id INTEGER NULL,
    weekday INTEGER NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    from_minute INTEGER NOT NULL,
    to_minute INTEGER NOT NULL,
    reason VARCHAR(255) NULL,
    version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS calendar_entries_last_day ON calendar_entries (last_day, first_day);
CREATE INDEX IF NOT EXISTS calendar_entries_vet_id ON calendar_entries (vet_id, id);
