CREATE TABLE IF NOT EXISTS pet_weights (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pet_id INT NOT NULL,
    measured_on DATE NOT NULL,
    grams INT NOT NULL,
    INDEX pet_weights_pet_id (pet_id, measured_on, id),
    CONSTRAINT pet_weights_pet FOREIGN KEY (pet_id) REFERENCES pets (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
