-- The types that every clinic begins with.
insert ignore into appointment_types (id, name, minutes, buffer_minutes)
values
    (1, 'consultation', 20, 0),
    (2, 'vaccination', 10, 0),
    (3, 'follow-up', 10, 0),
    (4, 'dental', 40, 0),
    (5, 'surgery', 60, 10);
