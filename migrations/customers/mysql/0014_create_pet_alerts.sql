-- What people must know before they touch or treat a pet.
CREATE TABLE IF NOT EXISTS pet_alerts (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pet_id INT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    note VARCHAR(255) NULL,
    INDEX pet_alerts_pet_id (pet_id, id),
    CONSTRAINT pet_alerts_pet FOREIGN KEY (pet_id) REFERENCES pets (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
