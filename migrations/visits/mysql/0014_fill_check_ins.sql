-- Of appointments that were checked in before the column was there, their history knows.
update appointments set checked_in_at = (
    select max(changed_at) from appointment_changes
    where appointment_id = appointments.id and field = 'status' and value_after = 'checkedIn'
)
where checked_in_at is null and status in ('checkedIn', 'completed');
