-- Owners, pets and vets belong to other services, so nothing here refers to them but a number. `local_start` and `local_end` are what
-- the clock on the wall shows in `time_zone`; `starts_at`, `ends_at` and `free_at` are the same instants in seconds since 1970, and
-- `free_at` is when the vet is free again. `overlap_reason` is there where the appointment overlaps another one on purpose.
CREATE TABLE IF NOT EXISTS appointments (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    type_id INTEGER NOT NULL,
    owner_id INTEGER NULL,
    pet_id INTEGER NULL,
    vet_id INTEGER NULL,
    local_start DATETIME NOT NULL,
    local_end DATETIME NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    free_at BIGINT NOT NULL,
    reason VARCHAR(1000) NULL,
    overlap_reason VARCHAR(255) NULL,
    booked_by VARCHAR(80) NOT NULL,
    booked_at BIGINT NOT NULL,
    status VARCHAR(16) NOT NULL,
    visit_id INTEGER NULL,
    version INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT appointments_type FOREIGN KEY (type_id) REFERENCES appointment_types (id)
);
CREATE INDEX IF NOT EXISTS appointments_type_id ON appointments (type_id);
CREATE INDEX IF NOT EXISTS appointments_pet_id ON appointments (pet_id, id);
CREATE INDEX IF NOT EXISTS appointments_local_start ON appointments (local_start, id);
CREATE INDEX IF NOT EXISTS appointments_vet_id_local_start ON appointments (vet_id, local_start, id);
CREATE INDEX IF NOT EXISTS appointments_vet_id_starts_at ON appointments (vet_id, starts_at);
