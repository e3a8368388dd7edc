//! Answers about the care that pets need.

use serde_json::json;

use super::{Answer, Answered, Desk, show};
use crate::facts::Halt;
use crate::records::{Vet, Vets};
use crate::talk::Focus;

impl Desk<'_, '_> {
    /// The vets who can treat a pet's condition.
    pub(super) fn need(&mut self) -> Answered {
        let found: Vets = self.find("match_vets", json!({ "need": self.question.text }))?;
        let vets = suitable(found.vets);
        let language = self.language;
        let who = show::joined(vets.iter().map(|it| show::vet(language, it)));
        let text = match vets.len() {
            0 => say!(
                language,
                "No vet stands out for that. Any of our vets can examine your pet.",
                "특별히 맞는 수의사를 찾지 못했습니다. 어느 수의사든 진찰할 수 있습니다."
            ),
            _ => say!(
                language,
                "For that I suggest {who}. I cannot give medical advice.",
                "다음 수의사를 추천합니다: {who}. 의료 상담은 제가 할 수 없습니다."
            ),
        };
        Ok(Answer { text, focus: Some(Focus { vets, ..self.focus.clone() }) })
    }

    pub(super) fn emergency(&mut self) -> Answered {
        let language = self.language;
        let call = say!(
            language,
            "This sounds like an emergency. Please call the clinic or the nearest emergency vet right away, and give nothing without their \
             advice.",
            "응급 상황일 수 있습니다. 지금 바로 병원이나 가까운 응급 동물병원에 전화하시고, 지시 없이 아무것도 먹이지 마세요."
        );
        let vets = match self.find::<Vets>("match_vets", json!({ "need": self.question.text })) {
            Err(Halt::Asks) => return Err(Halt::Asks),
            found => suitable(found.unwrap_or_default().vets),
        };
        let who = show::joined(vets.iter().map(|it| show::vet(language, it)));
        let text = match vets.len() {
            0 => call,
            _ => say!(language, "{call} Suitable vets here: {who}.", "{call} 알맞은 수의사: {who}"),
        };
        Ok(text.into())
    }
}

/// Keeps the vets whose scores are close to the best.
fn suitable(vets: Vec<Vet>) -> Vec<Vet> {
    let best = vets.iter().map(|it| it.score).fold(0.0, f32::max);
    vets.into_iter().filter(|it| it.score > 0.1 && it.score >= 0.6 * best).collect()
}
