-- Pets belong to another service, so nothing here refers to them but a number.
CREATE TABLE IF NOT EXISTS visits (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL,
    visit_date DATE NULL,
    description VARCHAR(8192) NULL,
    pet_verified BOOLEAN NOT NULL DEFAULT TRUE,
    version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS visits_pet_id ON visits (pet_id, id);
