-- What people must know before they touch or treat a pet.
CREATE TABLE IF NOT EXISTS pet_alerts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    note VARCHAR(255) NULL,
    CONSTRAINT pet_alerts_pet FOREIGN KEY (pet_id) REFERENCES pets (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS pet_alerts_pet_id ON pet_alerts (pet_id, id);
