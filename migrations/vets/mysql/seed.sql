-- The sample clinic's vets and what they are specialized in.
insert into vets (id, first_name, last_name)
values
    (1, 'James', 'Carter'),
    (2, 'Helen', 'Leary'),
    (3, 'Linda', 'Douglas'),
    (4, 'Rafael', 'Ortega'),
    (5, 'Henry', 'Stevens'),
    (6, 'Sharon', 'Jenkins');

insert into vet_specialties (vet_id, specialty_id)
values
    (2, 1),
    (3, 2),
    (3, 3),
    (4, 2),
    (5, 1);
