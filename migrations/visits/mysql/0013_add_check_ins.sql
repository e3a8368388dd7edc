-- Since when the animal of an appointment is there.
ALTER TABLE appointments ADD COLUMN checked_in_at BIGINT NULL;
