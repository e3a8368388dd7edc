-- Deaths of pets, and deaths that were taken back (`died_on` is null), which the visits service has not been told of yet. Apart from
-- `customers_outbox`: a task of the release before takes each row of that for a removal.
CREATE TABLE IF NOT EXISTS customers_death_outbox (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pet_id INT NOT NULL,
    died_on DATE NULL,
    pet_version INT NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
