-- A row for each vet that appointments are made for. Whoever places an appointment locks it, so that two never take the same slot.
CREATE TABLE IF NOT EXISTS vet_calendars (
    vet_id INT NOT NULL PRIMARY KEY,
    version INT NOT NULL DEFAULT 0
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
