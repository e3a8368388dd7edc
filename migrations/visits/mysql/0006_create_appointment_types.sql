-- What an appointment is for, how long it takes, and how long the vet is not free after it.
CREATE TABLE IF NOT EXISTS appointment_types (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(80) NOT NULL,
    minutes INT NOT NULL,
    buffer_minutes INT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
