-- What was changed about an appointment after it was booked: a row for each field.
CREATE TABLE IF NOT EXISTS appointment_changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    appointment_id INTEGER NOT NULL,
    field VARCHAR(32) NOT NULL,
    value_before VARCHAR(1000) NULL,
    value_after VARCHAR(1000) NULL,
    changed_at BIGINT NOT NULL,
    CONSTRAINT appointment_changes_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS appointment_changes_appointment_id ON appointment_changes (appointment_id, id);
