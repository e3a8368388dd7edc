-- Pets that have died: nothing is booked for them from that day on. `died_on` is null where a death was taken back. `pet_version` is the
-- version of the pet in the customers service that this is of, so that word that comes late changes nothing.
CREATE TABLE IF NOT EXISTS dead_pets (
    pet_id INT NOT NULL PRIMARY KEY,
    died_on DATE NULL,
    pet_version INT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
