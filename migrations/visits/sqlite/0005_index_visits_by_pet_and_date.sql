-- For the last or first visit of a pet.
CREATE INDEX IF NOT EXISTS visits_pet_id_visit_date ON visits (pet_id, visit_date, id);
