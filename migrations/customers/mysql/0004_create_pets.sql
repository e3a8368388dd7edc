CREATE TABLE IF NOT EXISTS pets (
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
