-- The sample clinic's visits.
insert into visits (id, pet_id, visit_date, description)
values
    (1, 7, '2013-01-01', 'rabies shot'),
    (2, 8, '2013-01-02', 'rabies shot'),
    (3, 8, '2013-01-03', 'neutered'),
    (4, 7, '2013-01-04', 'spayed');
