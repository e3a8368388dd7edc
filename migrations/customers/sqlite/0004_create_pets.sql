CREATE TABLE IF NOT EXISTS pets (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(30) NOT NULL,
    birth_date DATE NULL,
    type_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    name_key VARCHAR(90) NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pets_type FOREIGN KEY (type_id) REFERENCES types (id),
    CONSTRAINT pets_owner FOREIGN KEY (owner_id) REFERENCES owners (id)
);
CREATE INDEX IF NOT EXISTS pets_type_id ON pets (type_id);
CREATE INDEX IF NOT EXISTS pets_owner_id ON pets (owner_id);
CREATE INDEX IF NOT EXISTS pets_name_key ON pets (name_key, owner_id);
