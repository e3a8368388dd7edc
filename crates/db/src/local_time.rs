//! Dates with a time of day, between ours and those of the drivers.

use jiff::civil::DateTime;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlTypeInfo;
use sqlx::{Database, Decode, Encode, MySql, Type};

/// What a clock on the wall shows, in a column of type DATETIME: what rows have and statements bind in place of a [`DateTime`]. A
/// server keeps whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(pub DateTime);

impl From<DateTime> for LocalTime {
    fn from(time: DateTime) -> Self {
        Self(time)
    }
}

impl From<LocalTime> for DateTime {
    fn from(time: LocalTime) -> Self {
        time.0
    }
}

/// The only type of the driver by which a server's binary protocol can be reached.
type Driver = sqlx::types::time::PrimitiveDateTime;

impl Type<MySql> for LocalTime {
    fn type_info() -> MySqlTypeInfo {
        <Driver as Type<MySql>>::type_info()
    }

    fn compatible(column: &MySqlTypeInfo) -> bool {
        <Driver as Type<MySql>>::compatible(column)
    }
}

impl Encode<'_, MySql> for LocalTime {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        let (date, time) = (self.0.date(), self.0.time());
        let month = date.month().unsigned_abs().try_into()?;
        let date = sqlx::types::time::Date::from_calendar_date(
            date.year().into(),
            month,
            date.day().unsigned_abs(),
        )?;
        let [hour, minute, second] = [time.hour(), time.minute(), time.second()].map(<i8>::unsigned_abs);
        let driver = Driver::new(date, sqlx::types::time::Time::from_hms(hour, minute, second)?);
        <Driver as Encode<MySql>>::encode(driver, buffer)
    }
}

impl<'r> Decode<'r, MySql> for LocalTime {
    fn decode(value: <MySql as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let driver = <Driver as Decode<MySql>>::decode(value)?;
        let (year, month, day) = driver.to_calendar_date();
        let (hour, minute, second) = driver.as_hms();
        let time = DateTime::new(
            year.try_into()?,
            u8::from(month).try_into()?,
            day.try_into()?,
            hour.try_into()?,
            minute.try_into()?,
            second.try_into()?,
            0,
        )?;
        Ok(Self(time))
    }
}

impl ToSql for LocalTime {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        // The form of SQLite's own functions, whose order as text is that of time.
        Ok(self.0.strftime("%Y-%m-%d %H:%M:%S").to_string().into())
    }
}

impl FromSql for LocalTime {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}
