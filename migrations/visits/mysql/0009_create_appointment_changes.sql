-- What was changed about an appointment after it was booked: a row for each field.
CREATE TABLE IF NOT EXISTS appointment_changes (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    appointment_id INT NOT NULL,
    field VARCHAR(32) NOT NULL,
    value_before VARCHAR(1000) NULL,
    value_after VARCHAR(1000) NULL,
    changed_at BIGINT NOT NULL,
    INDEX appointment_changes_appointment_id (appointment_id, id),
    CONSTRAINT appointment_changes_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
