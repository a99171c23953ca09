//! Days and times as numbers, for what a build keeps: their texts would be parsed by the ten thousand.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

type Day = (i16, i8, i8);
type Time = (i8, i8, i8, i32);

fn written(day: Date) -> Day {
    (day.year(), day.month(), day.day())
}

fn read<E: Error>((year, month, day): Day) -> Result<Date, E> {
    Date::new(year, month, day).map_err(E::custom)
}

pub mod day {
    use super::*;

    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(written).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        Option::<Day>::deserialize(from)?.map(read).transpose()
    }
}

pub mod moment {
    use super::*;

    pub fn serialize<S: Serializer>(at: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
        let time: Time = (at.hour(), at.minute(), at.second(), at.subsec_nanosecond());
        (written(at.date()), time).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime, D::Error> {
        let (day, (hour, minute, second, nanosecond)) = <(Day, Time)>::deserialize(from)?;
        let day: Date = read(day)?;
        let time = jiff::civil::Time::new(hour, minute, second, nanosecond);
        Ok(day.to_datetime(time.map_err(D::Error::custom)?))
    }
}
