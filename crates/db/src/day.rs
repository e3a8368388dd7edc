//! Days, between ours and those of the drivers.

use jiff::civil::Date;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlTypeInfo;
use sqlx::{Database, Decode, Encode, MySql, Type};

/// A day in a column of type DATE: what rows have and statements bind in place of a [`Date`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub Date);

impl From<Date> for Day {
    fn from(day: Date) -> Self {
        Self(day)
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        day.0
    }
}

/// The only type of the driver by which a server's binary protocol can be reached.
type Driver = sqlx::types::time::Date;

impl Type<MySql> for Day {
    fn type_info() -> MySqlTypeInfo {
        <Driver as Type<MySql>>::type_info()
    }

    fn compatible(column: &MySqlTypeInfo) -> bool {
        <Driver as Type<MySql>>::compatible(column)
    }
}

impl Encode<'_, MySql> for Day {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        let month = self.0.month().unsigned_abs().try_into()?;
        let day = Driver::from_calendar_date(self.0.year().into(), month, self.0.day().unsigned_abs())?;
        <Driver as Encode<MySql>>::encode(day, buffer)
    }
}

impl<'r> Decode<'r, MySql> for Day {
    fn decode(value: <MySql as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let (year, month, day) = <Driver as Decode<MySql>>::decode(value)?.to_calendar_date();
        Ok(Self(Date::new(year.try_into()?, u8::from(month).try_into()?, day.try_into()?)?))
    }
}

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}
