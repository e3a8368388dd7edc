-- An owner's appointments are listed by their start.
CREATE INDEX IF NOT EXISTS appointments_owner_id_local_start ON appointments (owner_id, local_start, id);
