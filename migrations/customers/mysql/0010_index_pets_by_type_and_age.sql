-- For the owners of a type of pet, and for the oldest and the youngest pets.
ALTER TABLE pets ADD INDEX pets_birth_date (birth_date, id), ADD INDEX pets_type_id_birth_date (type_id, birth_date, owner_id);
