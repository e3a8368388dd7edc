-- For the owners of a type of pet, and for the oldest and the youngest pets.
CREATE INDEX IF NOT EXISTS pets_birth_date ON pets (birth_date, id);
CREATE INDEX IF NOT EXISTS pets_type_id_birth_date ON pets (type_id, birth_date, owner_id);
