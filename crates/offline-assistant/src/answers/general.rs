//! Answers that need no records of owners, pets, visits or vets.

use assistant_model::language::Language;

use super::show;
use crate::introduction;
use crate::records::{Statistics, plain};

pub(crate) fn unknown(language: Language) -> String {
    let introduction = introduction(language);
    say!(
        language,
        "I did not understand that, or it is beyond the clinic's data. You can ask, for example: \"Who owns Leo?\", \"Which vets do \
         surgery?\", \"When was Max's last visit?\"\n\n{introduction}",
        "이해하지 못했거나 병원 데이터에 없는 내용입니다. 예를 들어 이렇게 물어보세요: \"Leo의 주인은 누구인가요?\", \"외과 수의사는 누구인가요?\", \
         \"Max의 마지막 방문은 언제인가요?\"\n\n{introduction}"
    )
}

/// Says which words no answer accounts for, and what can be asked.
pub(crate) fn not_understood(language: Language, unread: &[String]) -> String {
    const MOST: usize = 5;
    let parts = show::joined(unread.iter().take(MOST).map(|it| format!("\"{}\"", plain(it))));
    say!(
        language,
        "I do not understand {parts} here, so I had better not answer. I can list, count and compare owners (by name, city, telephone, types \
         and number of pets), pets (by type, city, birth date, age), visits (by pet, owner, day) and vets (by specialty), with \"not\", \
         \"and\" and \"or\".",
        "여기서 {parts} 부분을 이해하지 못해 답하지 않겠습니다. 보호자(이름, 도시, 전화번호, 반려동물의 종류와 수), 반려동물(종류, 도시, 생년월일, 나이), \
         방문(반려동물, 보호자, 날짜), 수의사(전문 분야)를 찾고 세고 비교할 수 있으며, \"않는\", \"그리고\", \"또는\"도 쓸 수 있습니다."
    )
}

pub(crate) fn failed(language: Language, reason: &str) -> String {
    let reason = plain(reason);
    match reason.as_str() {
        "?" => language
            .pick(
                "I could not read the clinic's data just now. Please try again in a moment.",
                "지금은 병원 데이터를 읽을 수 없습니다. 잠시 후 다시 시도해 주세요.",
            )
            .to_owned(),
        _ => say!(language, "That did not work: {reason}.", "처리하지 못했습니다: {reason}."),
    }
}

pub(super) fn greeting(language: Language) -> String {
    let introduction = introduction(language);
    say!(
        language,
        "Hello! Ask me about the clinic's owners, pets, visits and vets, or have me book a visit.\n\n{introduction}",
        "안녕하세요! 보호자, 반려동물, 방문 기록, 수의사에 대해 물어보시거나 방문 예약을 부탁하세요.\n\n{introduction}"
    )
}

pub(super) fn thanks(language: Language) -> String {
    language.pick("You are welcome!", "천만에요! 더 필요하신 것이 있으면 말씀해 주세요.").to_owned()
}

pub(super) fn help(language: Language) -> String {
    let introduction = introduction(language);
    say!(
        language,
        "I can look things up: owners (by name, city, telephone), their pets, visits and vets, and count them. I can find a vet for what \
         your pet needs. With your confirmation I can add an owner or a pet, book a visit, and change an owner's telephone or address. I \
         cannot delete anything.\n\
         - \"What pets does Betty Davis have?\"\n\
         - \"My dog broke a tooth. Who can help?\"\n\
         - \"Book a visit for Leo on 2030-05-01: rabies shot\"\n\n{introduction}",
        "보호자(이름, 도시, 전화번호), 반려동물, 방문 기록, 수의사를 찾고 셀 수 있으며, 필요한 진료에 맞는 수의사를 찾아 드립니다. 확인해 주시면 보호자나 \
         반려동물을 등록하고, 방문을 예약하고, 보호자의 전화번호나 주소를 바꿀 수 있습니다. 삭제는 할 수 없습니다.\n\
         - \"Betty Davis의 반려동물은?\"\n\
         - \"강아지 이빨이 부러졌어요. 누가 치료하나요?\"\n\
         - \"Leo의 방문을 2030-05-01에 예약해 주세요: 예방접종\"\n\n{introduction}"
    )
}

pub(super) fn hostile(language: Language) -> String {
    let introduction = introduction(language);
    say!(
        language,
        "I cannot do that. I only answer questions about the clinic's owners, pets, visits and vets; I know no secrets, take no other role \
         and cannot delete anything.\n\n{introduction}",
        "그 요청은 들어드릴 수 없습니다. 저는 보호자, 반려동물, 방문, 수의사에 대한 질문에만 답하며, 다른 역할을 맡거나 무엇을 삭제할 수 없습니다.\n\n{introduction}"
    )
}

pub(super) fn delete(language: Language) -> String {
    language
        .pick(
            "I cannot delete or cancel anything. Please ask the clinic's staff.",
            "저는 아무것도 삭제하거나 취소할 수 없습니다. 병원 직원에게 문의해 주세요.",
        )
        .to_owned()
}

pub(super) fn cannot_change(language: Language) -> String {
    language.pick(
        "I can only change an owner's telephone, address or city, and add owners, pets and visits. Please ask the clinic's staff for \
         anything else.",
        "저는 보호자의 전화번호, 주소, 도시만 바꿀 수 있고, 보호자, 반려동물, 방문을 추가할 수 있습니다. 다른 변경은 병원 직원에게 문의해 주세요.",
    ).to_owned()
}

pub(super) fn hours(language: Language) -> String {
    language.pick(
        "I do not know the clinic's opening hours, address or telephone number: I only know its owners, pets, visits and vets.",
        "병원의 영업시간, 주소, 전화번호는 제가 알지 못합니다. 보호자, 반려동물, 방문, 수의사에 대한 데이터만 있습니다.",
    ).to_owned()
}

pub(super) fn price(language: Language) -> String {
    language
        .pick(
            "I do not know any prices. Please ask the clinic's staff.",
            "진료비나 가격은 제가 알지 못합니다. 병원 직원에게 문의해 주세요.",
        )
        .to_owned()
}

pub(super) fn advice(language: Language) -> String {
    let introduction = introduction(language);
    say!(
        language,
        "I cannot give medical advice. Please ask one of our vets; tell me what your pet has, and I will find a suitable one.\n\n{introduction}",
        "저는 의료 상담을 할 수 없습니다. 수의사에게 문의해 주세요. 증상을 말씀하시면 알맞은 수의사를 찾아 드리겠습니다.\n\n{introduction}"
    )
}

pub(crate) fn no(language: Language, had: bool) -> String {
    if had {
        language
            .pick("All right, nothing is changed.", "알겠습니다. 아무것도 변경하지 않았습니다.")
            .to_owned()
    } else {
        language
            .pick("All right. What else can I look up?", "알겠습니다. 무엇을 더 찾아 드릴까요?")
            .to_owned()
    }
}

pub(super) fn nothing_to_confirm(language: Language) -> String {
    language
        .pick(
            "There is nothing to confirm. What can I look up for you?",
            "확인할 것이 없습니다. 무엇을 찾아 드릴까요?",
        )
        .to_owned()
}

pub(super) fn statistics(language: Language, all: &Statistics) -> String {
    let kinds =
        show::joined(all.pets_by_type.iter().map(|it| show::counted_kind(language, &it.name, it.count)));
    let fields = show::joined(
        all.vets_by_specialty
            .iter()
            .map(|it| format!("{} {}", show::specialty(language, &it.name), it.count)),
    );
    let Statistics {
        owners,
        pets,
        vets,
        visits,
        vets_without_specialty: without,
        owners_without_pets: petless,
        ..
    } = all;
    say!(
        language,
        "The clinic in numbers:\n- owners: {owners} ({petless} without pets)\n- pets: {pets} ({kinds})\n- vets: {vets} ({fields}, without \
         specialty {without})\n- visits: {visits}",
        "병원 현황입니다:\n- 보호자: {owners}명 (반려동물 없음 {petless}명)\n- 반려동물: {pets}마리 ({kinds})\n- 수의사: {vets}명 ({fields}, 전문 분야 없음 \
         {without}명)\n- 방문: {visits}건"
    )
}
