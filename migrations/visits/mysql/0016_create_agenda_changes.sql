-- What changed lately, for those who look at an agenda: a row for each change of an appointment, with the day by the clock on the
-- clinic's wall, and for each change of the calendar's entries, without a day. Rows are deleted every hour.
CREATE TABLE IF NOT EXISTS agenda_changes (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    local_day DATE NULL,
    changed_at BIGINT NOT NULL,
    INDEX agenda_changes_changed_at (changed_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
