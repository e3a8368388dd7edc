CREATE TABLE types (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(80) NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

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
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    first_name VARCHAR(30) NOT NULL,
    last_name VARCHAR(30) NOT NULL,
    address VARCHAR(255) NOT NULL,
    city VARCHAR(80) NOT NULL,
    telephone VARCHAR(20) NOT NULL,
    first_name_key VARCHAR(90) NOT NULL,
    last_name_key VARCHAR(90) NOT NULL,
    city_key VARCHAR(240) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    INDEX owners_last_name_key (last_name_key),
    INDEX owners_first_name_key (first_name_key),
    INDEX owners_city_key (city_key),
    INDEX owners_telephone (telephone)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE pets (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(30) NOT NULL,
    birth_date DATE NULL,
    type_id INT NOT NULL,
    owner_id INT NOT NULL,
    name_key VARCHAR(90) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    CONSTRAINT pets_type FOREIGN KEY (type_id) REFERENCES types (id),
    CONSTRAINT pets_owner FOREIGN KEY (owner_id) REFERENCES owners (id),
    INDEX pets_type_id (type_id),
    INDEX pets_owner_id (owner_id),
    INDEX pets_name_key (name_key, owner_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Removed pets the other services have not been told of yet.
CREATE TABLE customers_outbox (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pet_id INT NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Answers already given, so that a repeated request gets the same one.
CREATE TABLE customers_idempotency_keys (
    request_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status INT NULL,
    etag VARCHAR(64) NULL,
    body MEDIUMTEXT NULL,
    created_at BIGINT NOT NULL,
    INDEX customers_idempotency_keys_created_at (created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
