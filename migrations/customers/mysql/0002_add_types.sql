-- Reference data: a pet cannot be kept without a type.
insert ignore into types (id, name)
values
    (1, 'cat'),
    (2, 'dog'),
    (3, 'lizard'),
    (4, 'snake'),
    (5, 'bird'),
    (6, 'hamster');
