-- For counts by city, and for owners at an address.
CREATE INDEX IF NOT EXISTS owners_city ON owners (city_key, city);
CREATE INDEX IF NOT EXISTS owners_address ON owners (address);
