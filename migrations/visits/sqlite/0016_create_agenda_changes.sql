-- What changed lately, for those who look at an agenda: a row for each change of an appointment, with the day by the clock on the
-- clinic's wall, and for each change of the calendar's entries, without a day. Rows are deleted every hour.
CREATE TABLE IF NOT EXISTS agenda_changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    local_day DATE NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS agenda_changes_changed_at ON agenda_changes (changed_at);
