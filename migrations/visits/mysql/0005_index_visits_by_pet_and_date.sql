-- For the last or first visit of a pet.
ALTER TABLE visits ADD INDEX visits_pet_id_visit_date (pet_id, visit_date, id);
