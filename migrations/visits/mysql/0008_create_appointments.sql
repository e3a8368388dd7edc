-- Owners, pets and vets belong to other services, so nothing here refers to them but a number. `local_start` and `local_end` are what
-- the clock on the wall shows in `time_zone`; `starts_at`, `ends_at` and `free_at` are the same instants in seconds since 1970, and
-- `free_at` is when the vet is free again. `overlap_reason` is there where the appointment overlaps another one on purpose.
CREATE TABLE IF NOT EXISTS appointments (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    type_id INT NOT NULL,
    owner_id INT NULL,
    pet_id INT NULL,
    vet_id INT NULL,
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
    visit_id INT NULL,
    version INT NOT NULL DEFAULT 0,
    INDEX appointments_type_id (type_id),
    INDEX appointments_pet_id (pet_id, id),
    INDEX appointments_local_start (local_start, id),
    INDEX appointments_vet_id_local_start (vet_id, local_start, id),
    INDEX appointments_vet_id_starts_at (vet_id, starts_at),
    CONSTRAINT appointments_type FOREIGN KEY (type_id) REFERENCES appointment_types (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
