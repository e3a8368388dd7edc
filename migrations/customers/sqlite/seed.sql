-- The sample clinic's owners and pets. The *_key columns are what the search keys of version 2 are for the texts.
insert into owners (id, first_name, last_name, address, city, telephone, first_name_key, last_name_key, city_key,
    telephone_key, key_version)
values
    (1, 'George', 'Franklin', '110 W. Liberty St.', 'Madison', '6085551023', 'george', 'franklin', 'madison', '6085551023', 2),
    (2, 'Betty', 'Davis', '638 Cardinal Ave.', 'Sun Prairie', '6085551749', 'betty', 'davis', 'sun prairie', '6085551749', 2),
    (3, 'Eduardo', 'Rodriquez', '2693 Commerce St.', 'McFarland', '6085558763', 'eduardo', 'rodriquez', 'mcfarland', '6085558763', 2),
    (4, 'Harold', 'Davis', '563 Friendly St.', 'Windsor', '6085553198', 'harold', 'davis', 'windsor', '6085553198', 2),
    (5, 'Peter', 'McTavish', '2387 S. Fair Way', 'Madison', '6085552765', 'peter', 'mctavish', 'madison', '6085552765', 2),
    (6, 'Jean', 'Coleman', '105 N. Lake St.', 'Monona', '6085552654', 'jean', 'coleman', 'monona', '6085552654', 2),
    (7, 'Jeff', 'Black', '1450 Oak Blvd.', 'Monona', '6085555387', 'jeff', 'black', 'monona', '6085555387', 2),
    (8, 'Maria', 'Escobito', '345 Maple St.', 'Madison', '6085557683', 'maria', 'escobito', 'madison', '6085557683', 2),
    (9, 'David', 'Schroeder', '2749 Blackhawk Trail', 'Madison', '6085559435', 'david', 'schroeder', 'madison', '6085559435', 2),
    (10, 'Carlos', 'Estaban', '2335 Independence La.', 'Waunakee', '6085555487', 'carlos', 'estaban', 'waunakee', '6085555487', 2);

insert into pets (id, name, birth_date, type_id, owner_id, name_key, key_version)
values
    (1, 'Leo', '2010-09-07', 1, 1, 'leo', 2),
    (2, 'Basil', '2012-08-06', 6, 2, 'basil', 2),
    (3, 'Rosy', '2011-04-17', 2, 3, 'rosy', 2),
    (4, 'Jewel', '2010-03-07', 2, 3, 'jewel', 2),
    (5, 'Iggy', '2010-11-30', 3, 4, 'iggy', 2),
    (6, 'George', '2010-01-20', 4, 5, 'george', 2),
    (7, 'Samantha', '2012-09-04', 1, 6, 'samantha', 2),
    (8, 'Max', '2012-09-04', 1, 6, 'max', 2),
    (9, 'Lucky', '2011-08-06', 5, 7, 'lucky', 2),
    (10, 'Mulligan', '2007-02-24', 2, 8, 'mulligan', 2),
    (11, 'Freddy', '2010-03-09', 5, 9, 'freddy', 2),
    (12, 'Lucky', '2010-06-24', 2, 10, 'lucky', 2),
    (13, 'Sly', '2012-06-08', 1, 10, 'sly', 2);
