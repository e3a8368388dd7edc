//! Answers that compare cities and types of pets, from the clinic's counts.

use serde_json::json;

use super::{Answered, Desk, show};
use crate::records::{Counted, Statistics, plain};

/// The number of cities that the counts list.
const LISTED: usize = 20;

impl Desk<'_, '_> {
    /// The cities with the most owners.
    pub(super) fn most_city(&mut self) -> Answered {
        let all: Statistics = self.find("clinic_statistics", json!({}))?;
        let language = self.language;
        let most = greatest(&all.owners_by_city);
        let (count, names) =
            (most.first().map_or(0, |it| it.count), show::joined(most.iter().map(|it| plain(&it.name))));
        if most.len() == LISTED && all.cities > LISTED {
            return Ok(say!(
                language,
                "At least {LISTED} cities share the most owners, {count} each, among them {names}.",
                "보호자가 가장 많은 도시가 {LISTED}곳 이상입니다({count}명씩): {names} 등"
            )
            .into());
        }
        Ok(match most.len() {
            0 => language.pick("There are no owners.", "보호자가 없습니다.").to_owned(),
            1 => say!(
                language,
                "Most owners live in {names}: {count}.",
                "보호자가 가장 많은 도시는 {names}입니다: {count}명"
            ),
            _ => say!(
                language,
                "Most owners live in {names}: {count} in each.",
                "보호자가 가장 많은 도시: {names} (각 {count}명)"
            ),
        }
        .into())
    }

    /// The cities in which owners live.
    pub(super) fn cities(&mut self) -> Answered {
        let all: Statistics = self.find("clinic_statistics", json!({}))?;
        let (language, count) = (self.language, all.cities);
        let lines =
            show::lines(all.owners_by_city.iter().map(|it| format!("{}: {}", plain(&it.name), it.count)));
        let more = show::more(language, count, all.owners_by_city.len());
        Ok(say!(
            language,
            "The owners live in {count} cities:{lines}{more}",
            "보호자가 사는 도시는 {count}곳입니다:{lines}{more}"
        )
        .into())
    }

    /// The most common types of pets.
    pub(super) fn most_kind(&mut self) -> Answered {
        let all: Statistics = self.find("clinic_statistics", json!({}))?;
        let language = self.language;
        let most = greatest(&all.pets_by_type);
        let kinds = show::joined(most.iter().map(|it| show::counted_kind(language, &it.name, it.count)));
        Ok(match most.len() {
            0 => language.pick("There are no pets.", "반려동물이 없습니다.").to_owned(),
            _ => say!(language, "The most common: {kinds}.", "가장 많은 종류: {kinds}"),
        }
        .into())
    }
}

/// Those with the greatest count.
fn greatest(counted: &[Counted]) -> Vec<&Counted> {
    let most = counted.iter().map(|it| it.count).max().unwrap_or(0);
    counted.iter().filter(|it| it.count == most && most > 0).collect()
}
