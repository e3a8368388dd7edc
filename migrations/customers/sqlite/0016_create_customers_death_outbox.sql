-- Deaths of pets, and deaths that were taken back (`died_on` is null), which the visits service has not been told of yet. Apart from
-- `customers_outbox`: a task of the release before takes each row of that for a removal.
CREATE TABLE IF NOT EXISTS customers_death_outbox (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL,
    died_on DATE NULL,
    pet_version INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
