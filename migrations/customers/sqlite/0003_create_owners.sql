-- The *_key columns are the lower case of the text, for searches by prefix that ignore case.
CREATE TABLE IF NOT EXISTS owners (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    first_name VARCHAR(30) NOT NULL,
    last_name VARCHAR(30) NOT NULL,
    address VARCHAR(255) NOT NULL,
    city VARCHAR(80) NOT NULL,
    telephone VARCHAR(20) NOT NULL,
    first_name_key VARCHAR(90) NOT NULL,
    last_name_key VARCHAR(90) NOT NULL,
    city_key VARCHAR(240) NOT NULL,
    version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS owners_last_name_key ON owners (last_name_key);
CREATE INDEX IF NOT EXISTS owners_first_name_key ON owners (first_name_key);
CREATE INDEX IF NOT EXISTS owners_city_key ON owners (city_key);
CREATE INDEX IF NOT EXISTS owners_telephone ON owners (telephone);
