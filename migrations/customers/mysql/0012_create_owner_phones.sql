-- An owner's further phones: the first one is `owners.telephone`. `number_tail` are the last digits, for likely duplicates.
CREATE TABLE IF NOT EXISTS owner_phones (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    owner_id INT NOT NULL,
    label VARCHAR(40) NOT NULL,
    number VARCHAR(40) NOT NULL,
    number_tail VARCHAR(8) NOT NULL,
    is_preferred BOOLEAN NOT NULL,
    INDEX owner_phones_owner_id (owner_id, id),
    INDEX owner_phones_number_tail (number_tail, owner_id),
    CONSTRAINT owner_phones_owner FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
