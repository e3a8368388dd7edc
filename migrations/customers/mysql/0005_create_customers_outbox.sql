-- Removed pets the other services have not been told of yet.
CREATE TABLE IF NOT EXISTS customers_outbox (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pet_id INT NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
