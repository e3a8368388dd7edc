-- The *_key columns are the lower case of the text, for searches by prefix that ignore case.
CREATE TABLE IF NOT EXISTS owners (
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
