-- For the visits of a day, or of a time.
CREATE INDEX IF NOT EXISTS visits_visit_date ON visits (visit_date, id);
