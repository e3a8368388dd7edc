-- For the visits of a day, or of a time.
ALTER TABLE visits ADD INDEX visits_visit_date (visit_date, id);
