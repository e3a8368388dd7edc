-- An owner's further phones: the first one is `owners.telephone`. `number_tail` are the last digits, for likely duplicates.
CREATE TABLE IF NOT EXISTS owner_phones (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL,
    label VARCHAR(40) NOT NULL,
    number VARCHAR(40) NOT NULL,
    number_tail VARCHAR(8) NOT NULL,
    is_preferred BOOLEAN NOT NULL,
    CONSTRAINT owner_phones_owner FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS owner_phones_owner_id ON owner_phones (owner_id, id);
CREATE INDEX IF NOT EXISTS owner_phones_number_tail ON owner_phones (number_tail, owner_id);
