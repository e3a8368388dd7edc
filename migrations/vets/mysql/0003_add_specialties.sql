-- Reference data.
insert ignore into specialties (id, name)
values
    (1, 'radiology'),
    (2, 'surgery'),
    (3, 'dentistry');
