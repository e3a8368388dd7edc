-- The sample clinic's visits.
insert into visits (id, pet_id, visit_date, description)
values
    (1, 7, '2013-01-01', 'rabies shot'),
    (2, 8, '2013-01-02', 'rabies shot'),
    (3, 8, '2013-01-03', 'neutered'),
    (4, 7, '2013-01-04', 'spayed');

-- It is open from 9:00 to 18:00 on weekdays, and to 13:00 on Saturdays.
insert into calendar_entries (kind, weekday, first_day, last_day, from_minute, to_minute)
values
    ('openingHours', 1, '2000-01-01', '9999-12-31', 540, 1080),
    ('openingHours', 2, '2000-01-01', '9999-12-31', 540, 1080),
    ('openingHours', 3, '2000-01-01', '9999-12-31', 540, 1080),
    ('openingHours', 4, '2000-01-01', '9999-12-31', 540, 1080),
    ('openingHours', 5, '2000-01-01', '9999-12-31', 540, 1080),
    ('openingHours', 6, '2000-01-01', '9999-12-31', 540, 780);
