-- For counts by city, and for owners at an address.
ALTER TABLE owners ADD INDEX owners_city (city_key, city), ADD INDEX owners_address (address);
