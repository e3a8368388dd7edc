-- An owner's appointments are listed by their start.
ALTER TABLE appointments ADD INDEX appointments_owner_id_local_start (owner_id, local_start, id);
