-- Adds owners up to number 2,000 to the sample clinic on SQLite, with pets and visits. Everything follows from an owner's number.
with recursive numbers (i) as (select 11 union all select i + 1 from numbers where i < 2000),
people as (
    select
        i,
        json_extract('["Ada","Bela","Cora","Dina","Ewan","Fritz","Gesa","Hugo","Ines","Jonas","Kira","Lars","Mina","Nils","Olga","Paul","Rosa","Sven","Tilda","Udo","Vera","Wim","Xenia","Yuri","Zoe","Amir","Bea","Chiara","Dov","Elif","Femi","Goran","Hana","Ivo","Jun","Kofi","Lena","Marek","Noor","Otis"]', '$[' || (i % 40) || ']') as first_name,
        json_extract('["Davis","Ray","Fish","Price","Case","Bird","de la Cruz","van Dam","Okafor","Tanaka","Silva","Novak","Meyer","Rossi","Dubois","Garcia","Hansen","Ivanov","Jansen","Kim","Lopez","Moreau","Nagy","Olsen","Petrov","Quinn","Romero","Schmidt","Tran","Ueda","Vogel","Weber","Xu","Young","Zimmer","Abbas","Berg","Costa","Dahl","Engel","Ferrari","Greco","Horvat","Ito","Jovanovic","Koch","Lang","Mensah","Nowak","Oliveira"]', '$[' || ((i / 40) % 50) || ']') as last_name,
        case i % 3 when 0 then 'Madison' else json_extract('["Monona","Windsor","Waunakee","McFarland","Sun Prairie","Springfield","서울","Fitchburg","Stoughton","Verona","Oregon","Middleton","DeForest"]', '$[' || ((i * 7) % 13) || ']') end as city
    from numbers
)
insert into owners (id, first_name, last_name, address, city, telephone, first_name_key, last_name_key, city_key, telephone_key, key_version)
select i, first_name, last_name, i || ' Long Rd.', city, '70' || (1000000 + i), lower(first_name), lower(last_name), lower(city),
    '70' || (1000000 + i), 1
from people;

with recursive turns (k) as (select 0 union all select k + 1 from turns where k < 8),
animals as (
    select o.id as owner_id, o.id * 10 + k as id, k
    from owners o join turns
    where o.id > 10 and k < case when o.id = 777 then 9 else json_extract('[0,1,1,2,1,3,2]', '$[' || (o.id % 7) || ']') end
),
named as (
    select
        *,
        json_extract('["Alma","Bello","Coco","Dot","Echo","Fifi","Gizmo","Hazel","Indy","Juno","Kiki","Lucky","Milo","Nemo","Otto","Pip","Quill","Rosy","Simba","Tofu","Una","Vito","Waldo","Yoko","Ziggy","보리","Bruno","Cleo","Domino","Emma"]', '$[' || ((owner_id * 5 + k * 3) % 30) || ']') as name
    from animals
)
insert into pets (id, name, birth_date, type_id, owner_id, name_key, key_version)
select id, name, date('2008-01-01', '+' || ((owner_id * 37 + k * 411) % 6500) || ' days'), 1 + (owner_id / 3 + k * 2) % 6, owner_id, lower(name), 1
from named;

insert into visits (id, pet_id, visit_date, description)
select id, id, date('2014-01-01', '+' || ((id * 53) % 4800) || ' days'),
    json_extract('["rabies shot","check-up","dental cleaning","neutered","spayed","limping"]', '$[' || (id % 6) || ']')
from pets
where id > 100 and id % 4 > 0;

-- Max has been here often since; Leo was here, and has an appointment.
with recursive numbers (i) as (select 1 union all select i + 1 from numbers where i < 25)
insert into visits (id, pet_id, visit_date, description)
select 50 + i, 8, date('2020-01-15', '+' || i || ' months'), 'check-up' from numbers;

insert into visits (id, pet_id, visit_date, description)
values
    (80, 1, '2025-11-02', 'check-up'),
    (81, 1, '2026-09-09', 'dental cleaning');
