//! The phrases of each concept, separated by commas. An English word also matches its plural. A Korean phrase of more than one
//! syllable also matches inside a word.

use super::Concept::{self, *};

pub(super) const PHRASES: &[(Concept, &str)] = &[
    (Owner, "owner, customer, client, pet parent, people, person, family, families, someone, guardian"),
    (Owner, "주인, 보호자, 고객, 견주, 집사, 소유자, 소유주, 사람, 회원, 손님"),
    (Pet, "pet, animal, companion, patient"),
    (Pet, "반려동물, 애완동물, 동물, 펫, 환자, 아이들, 마리"),
    (
        Vet,
        "vet, veterinarian, veterinary, veterinaries, doctor, dr, surgeon, dentist, radiologist, staff, team, employees, who works, works here, work here",
    ),
    (Vet, "수의사, 의사, 선생님, 전문의, 의료진, 원장"),
    (
        Visit,
        "visit, visited, visiting, appointment, came in, come in, came, been here, been to, seen, treated, treatment",
    ),
    (
        Visit,
        "medical history, history, record, checked, check-ups, examined, examination, brought in, scheduled, booked",
    ),
    (Visit, "been in, was in, been at, done to, done with, done for, took place"),
    (
        Visit,
        "방문, 진료, 예약, 내원, 검진, 기록, 치료, 다녀, 병원에 왔, 병원에 온, 진찰, 왔었, 왔나, 왔어, 왔던, 왔습",
    ),
    (Clinic, "clinic, hospital, practice, you, your, 병원, 클리닉, 의원"),
    (Count, "how many, number of, count, total, how much, amount of"),
    (
        Count,
        "몇, 몇명, 몇 명, 몇마리, 몇 마리, 몇 번, 몇 건, 몇 분, 몇 개, 총, 얼마나 많, 인원, 수는, 숫자, 수가",
    ),
    (
        List,
        "list, show, all, every, everyone, give me, display, print, which, what are, names of, enumerate, see, each",
    ),
    (List, "목록, 보여, 모든, 모두, 전체, 전부, 리스트, 나열, 어떤, 명단"),
    (Who, "who, whom, whose, 누구, 누가, 누굴, 어느 분"),
    (When, "when, what day, what date, date, dates, 언제, 며칠, 날짜, 몇 월"),
    (Where, "where, 어디"),
    (
        Exists,
        "is there, are there, do you have, do you know, exist, registered, does, do we have, any, anything, anyone",
    ),
    (Exists, "있어, 있나, 있는, 있습, 있니, 있죠, 계시, 등록되"),
    (Details, "about, details, detail, information, info, profile, look up, find, search, data of"),
    (Details, "대해, 정보, 상세, 찾아, 검색, 조회, 어떤 분"),
    (Age, "old, age, years old, 나이, 몇 살, 연세, 몇 세"),
    (Birth, "birth, birthday, birthdate, birth date, date of birth, born, 생일, 생년월일, 태어"),
    (
        Telephone,
        "phone, telephone, telephone number, tel, mobile, cell, contact, phone number, call, number of his, reach, ring",
    ),
    (Telephone, "전화, 연락처, 휴대폰, 핸드폰, 번호, 연락"),
    (Address, "address, addresses, street, live, lives, living, reside, resides, based, home"),
    (Address, "주소, 어디 살, 어디에 살, 사는 곳, 거주지, 사는 데, 집이, 집은"),
    (City, "city, cities, town, 도시, 지역, 동네, 시는"),
    (Kind, "kind, type, species, breed, sort, what animal, which animal"),
    (Kind, "종류, 품종, 어떤 동물, 무슨 동물, 동물 종, 종은, 종이, 무슨 종"),
    (
        Specialty,
        "specialty, specialties, speciality, specialities, specialize, specialise, specialized, specialised",
    ),
    (
        Specialty,
        "specializes, specialises, specializing, specialising, specialist, expert, expertise, qualified, field, skills",
    ),
    (Specialty, "전문, 분야, 전공, 과목, 특기"),
    (
        Statistics,
        "statistic, statistics, stats, overview, key figures, in figures, in numbers, at a glance, per type, by type, per kind, by kind, per species, by species, each type, each kind, 통계, 현황, 집계, 한눈에, 종류별",
    ),
    (
        Owns,
        "own, owns, owned, owning, belong, belongs, belonging, has, have, having, with, keep, keeps, keeping",
    ),
    (Owns, "키우, 기르, 소유, 키워, 길러, 데리고, 가진"),
    (
        Last,
        "last, latest, recent, most recent, most recently, newest, recently, 가장 최근, 제일 최근, 마지막, 최근, 최신, 지난번",
    ),
    (First, "first, earliest, 처음, 첫, 최초"),
    (
        Upcoming,
        "upcoming, future, next, planned, scheduled, booked, coming up, ahead, 예정, 다가오는, 앞으로, 다음, 잡혀, 예약된, 예약되",
    ),
    (Needs, "need, want, require, should, must, hurt, would like, looking for, 필요, 싶, 아파, 아프"),
    (Mine, "my, our, mine, i have, we have, 우리, 저희, 제, 내"),
    (
        Past,
        "has been, have been, had been, was, were, did, got, get, had, has, ever, already, happened, happen, occurred",
    ),
    (
        Past,
        "했나, 했어, 했었, 했습, 했죠, 받았, 맞았, 맞은, 받은, 한 동물, 된 동물, 한 반려동물, 받은 적, 한 적",
    ),
    (Oldest, "oldest, 나이가 가장 많, 가장 나이가 많, 가장 나이 많, 제일 나이, 최고령, 가장 늙"),
    (Youngest, "youngest, 가장 어린, 제일 어린, 막내, 가장 어려, 제일 어려"),
    (
        Add,
        "add, register, create, sign up, signing up, enrol, enroll, enter, record a, insert, set up, put in",
    ),
    (
        Add,
        "추가, 등록해, 등록하, 등록 부탁, 등록을, 등록 좀, 새 주인, 새 보호자, 새 고객, 신규, 가입, 등록할, =등록",
    ),
    (
        Book,
        "book, schedule, make an appointment, arrange, reserve, plan a visit, make a booking, need an appointment",
    ),
    (
        Book,
        "want an appointment, like an appointment, add a visit, set up an appointment, set up a visit, create a visit",
    ),
    (
        Book,
        "get an appointment, add an appointment, down for, pencil in, squeeze in, fit in, like to bring, want to bring, register a visit, an appointment for",
    ),
    (
        Book,
        "예약해, 예약하, 예약을 해, 예약을 하, 예약 잡아, 예약을 잡아, 예약 부탁, 예약을 부탁, 예약 추가, 예약을 추가, 방문을 추가",
    ),
    (
        Book,
        "방문 추가, 방문을 등록, 방문 등록, 예약 좀, 예약할, 예약하고, 예약을 넣, 예약 넣, 방문을 예약, 진료를 예약",
    ),
    (Change, "change, update, correct, modify, set, edit, new phone, new telephone, new address, new number"),
    (Moved, "moved, has moved, relocated, moving, 이사했, 이사하, 이사 갔, 이사갔"),
    (
        Starts,
        "starts with, starting with, start with, begins with, beginning with, begin with, 시작하, 시작되",
    ),
    (Change, "변경, 바꿔, 바꾸, 수정, 고쳐, 바뀌었, 업데이트, 바뀐"),
    (
        Delete,
        "delete, remove, erase, wipe, drop all, drop every, drop the, cancel, deregister, destroy, purge, get rid of, unregister",
    ),
    (Delete, "삭제, 지워, 지우, 취소, 없애, 제거, 탈퇴, 말소"),
    (New, "new, another, 새로, 새로운, 신규"),
    (
        Name,
        "named, called, name is, name was, goes by, the name, by name, first name, last name, family name",
    ),
    (Name, "이름"),
    (Greeting, "hello, hi, hey, good morning, good afternoon, good evening, greetings, howdy"),
    (Greeting, "안녕, 반가, 하이, 헬로"),
    (Thanks, "thanks, thank you, thank, thx, cheers, great, perfect, 고마, 감사, 땡큐"),
    (
        Help,
        "help, what can you do, what can you, what do you know, what can i ask, who are you, what are you, how can you",
    ),
    (Help, "how do you work, who am i talking, who am i, are you a human, are you, can you do"),
    (
        Help,
        "도움말, 뭘 할 수, 무엇을 할 수, 도와, 할 수 있, 누구세요, 사용법, 너는 누구, 넌 누구, 뭐 할 수, 무엇을 물어, 뭘 물어",
    ),
    (
        Yes,
        "yes, yep, yeah, sure, ok, okay, confirm, go ahead, do it, correct, 네, 예, 응, 그래, 확인, 좋아, 맞아, 진행해",
    ),
    (No, "no, nope, never mind, nevermind, stop, forget it, abort, 아니, 아니요, 아니오, 됐어, 그만, 취소"),
    (
        Pronoun,
        "it, its, it's, he, she, his, her, hers, him, their, theirs, them, they, that one, this one, that pet, this pet",
    ),
    (
        Pronoun,
        "that owner, this owner, that dog, that cat, that vet, this vet, that animal, this animal, that person, the same",
    ),
    (Pronoun, "그, 걔, 그녀, 그분, 그 사람, 얘, 이 아이, 그 아이, 해당, 그것, 그들, 그럼, 그러면, 걔네"),
    (Also, "and, also, what about, how about, and what about, 그리고, 그럼, 그러면"),
    (
        Emergency,
        "emergency, bleeding, losing blood, blood everywhere, not breathing, can't breathe, cannot breathe, breathing, choking, choke, poison",
    ),
    (
        Emergency,
        "poisoned, poisoning, chocolate, antifreeze, seizure, convulsion, unconscious, collapsed, collapse, hit by a car",
    ),
    (
        Emergency,
        "run over, dying, heatstroke, swallowed, passed out, paralysed, paralyzed, convulsing, seizing, xylitol, grapes",
    ),
    (
        Emergency,
        "응급, 피가, 피를, 출혈, 숨을, 숨이, 호흡, 독을, 중독, 초콜릿, 발작, 경련, 의식, 쓰러, 차에 치, 교통사고, 삼켰, 죽어가, 포도",
    ),
    (
        Hostile,
        "ignore all, ignore previous, ignore your, ignore the, ignore any, disregard, system prompt, your prompt, jailbreak",
    ),
    (
        Hostile,
        "your instructions, previous instructions, developer mode, password, passwords, api key, secret key, credential",
    ),
    (
        Hostile,
        "you are now, you are no longer, pretend, act as, admin, administrator, root access, sudo, select from",
    ),
    (
        Hostile,
        "drop table, alter table, truncate, owners set, pets set, vets set, visits set, delete from, union select, insert into, javascript, script, onerror, xp cmdshell, access key, token",
    ),
    (
        Hostile,
        "environment variable, env, ignore everything, everything above, text above, words above, verbatim, forget everything, forget all, forget your, override, system message",
    ),
    (
        Hostile,
        "시스템 프롬프트, 프롬프트, 지시를 무시, 지시 무시, 지시사항, 명령을 무시, 비밀번호, 관리자, 무시하고, 암호, 무시해, 패스워드",
    ),
    (
        Hours,
        "opening hours, opening times, open, opening, close, closing, closed, what time, 영업, 몇 시, 진료 시간, 운영 시간, 여는, 닫",
    ),
    (
        Price,
        "price, prices, cost, costs, expensive, fee, fees, charge, pay, 가격, 비용, 진료비, 얼마예요, 얼마야, 요금, 얼마인, 얼마에",
    ),
    (
        Advice,
        "should i, can i give, how often, feed, food, diet, train, training, dosage, dose, medication, groom, grooming",
    ),
    (Advice, "사료, 먹이, 먹여, 훈련, 약을, 복용, 털 관리, 건강관리, 건강 관리, 음식, 팁"),
];
