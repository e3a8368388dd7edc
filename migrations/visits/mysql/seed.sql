-- The sample clinic's visits.
insert into visits (id, pet_id, visit_date, description)
values
    (1, 7, '2010-03-04', 'rabies shot'),
    (2, 8, '2011-03-04', 'rabies shot'),
    (3, 8, '2009-06-04', 'neutered'),
    (4, 7, '2008-09-04', 'spayed');
