CREATE TABLE types (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(80) NOT NULL
);

-- Reference data: a pet cannot be kept without a type.
insert into types (id, name)
values
    (1, 'cat'),
    (2, 'dog'),
    (3, 'lizard'),
    (4, 'snake'),
    (5, 'bird'),
    (6, 'hamster');

-- The *_key columns are the lower case of the text, for searches by prefix that ignore case.
CREATE TABLE owners (
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
CREATE INDEX owners_last_name_key ON owners (last_name_key);
CREATE INDEX owners_first_name_key ON owners (first_name_key);
CREATE INDEX owners_city_key ON owners (city_key);
CREATE INDEX owners_telephone ON owners (telephone);

CREATE TABLE pets (
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
CREATE INDEX pets_type_id ON pets (type_id);
CREATE INDEX pets_owner_id ON pets (owner_id);
CREATE INDEX pets_name_key ON pets (name_key, owner_id);

-- Removed pets the other services have not been told of yet.
CREATE TABLE customers_outbox (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);

-- Answers already given, so that a repeated request gets the same one.
CREATE TABLE customers_idempotency_keys (
    request_key VARCHAR(255) NOT NULL PRIMARY KEY,
    fingerprint CHAR(64) NOT NULL,
    status INTEGER NULL,
    etag VARCHAR(64) NULL,
    body TEXT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX customers_idempotency_keys_created_at ON customers_idempotency_keys (created_at);
