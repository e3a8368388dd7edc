CREATE TABLE IF NOT EXISTS pet_weights (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL,
    measured_on DATE NOT NULL,
    grams INTEGER NOT NULL,
    CONSTRAINT pet_weights_pet FOREIGN KEY (pet_id) REFERENCES pets (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS pet_weights_pet_id ON pet_weights (pet_id, measured_on, id);
