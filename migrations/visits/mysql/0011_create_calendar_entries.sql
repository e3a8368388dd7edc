-- When the clinic is open and when its vets are not there. `last_day` is 9999-12-31 where there is no end; `weekday` is 1 for Monday to 7
-- for Sunday; `from_minute` and `to_minute` count from midnight by the clock on the clinic's wall.
CREATE TABLE IF NOT EXISTS calendar_entries (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    vet_id INT NULL,
    weekday INT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    from_minute INT NOT NULL,
    to_minute INT NOT NULL,
    reason VARCHAR(255) NULL,
    version INT NOT NULL DEFAULT 0,
    INDEX calendar_entries_last_day (last_day, first_day),
    INDEX calendar_entries_vet_id (vet_id, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
