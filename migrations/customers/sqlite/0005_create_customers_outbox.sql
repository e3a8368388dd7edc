-- Removed pets the other services have not been told of yet.
CREATE TABLE IF NOT EXISTS customers_outbox (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
