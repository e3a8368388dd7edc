-- What an appointment is for, how long it takes, and how long the vet is not free after it.
CREATE TABLE IF NOT EXISTS appointment_types (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(80) NOT NULL,
    minutes INTEGER NOT NULL,
    buffer_minutes INTEGER NOT NULL
);
