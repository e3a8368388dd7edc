-- Pets belong to another service, so nothing here refers to them but a number.
CREATE TABLE IF NOT EXISTS visits (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pet_id INT NOT NULL,
    visit_date DATE NULL,
    description VARCHAR(8192) NULL,
    pet_verified BOOLEAN NOT NULL DEFAULT TRUE,
    version INT NOT NULL DEFAULT 0,
    INDEX visits_pet_id (pet_id, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
