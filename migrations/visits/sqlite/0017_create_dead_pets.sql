-- Pets that have died: nothing is booked for them from that day on. `died_on` is null where a death was taken back. `pet_version` is the
-- version of the pet in the customers service that this is of, so that word that comes late changes nothing.
CREATE TABLE IF NOT EXISTS dead_pets (
    pet_id INTEGER NOT NULL PRIMARY KEY,
    died_on DATE NULL,
    pet_version INTEGER NOT NULL
);
