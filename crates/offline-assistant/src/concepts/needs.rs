//! The fields of medicine: their names, their specialists, and the signs that a pet needs one.

pub(super) struct Field {
    /// The name in vets' records.
    pub(super) name: &'static str,
    pub(super) korean: &'static str,
    /// Words that name the field or its specialists.
    pub(super) names: &'static str,
    /// Words for signs that a pet needs the field.
    pub(super) signs: &'static str,
}

pub(super) const FIELDS: [Field; 13] = [
    Field {
        name: "dentistry",
        korean: "치과",
        names: "dentistry, dental, dentist, 치과, 치의학",
        signs: "tooth, teeth, toothache, gum, mouth, bad breath, breath smells, jaw, tartar, plaque, cavity, chew, chewing, drooling, root canal, abscess, fang,
            이빨, 치아, 잇몸, 입냄새, 입 냄새, 치석, 스케일링, 송곳니, 충치, 발치, 구강, 어금니, 이가 부러, 이가 아, 이가 흔, 유치",
    },
    Field {
        name: "surgery",
        korean: "외과",
        names: "surgery, surgeries, surgical, surgeon, 외과, 수술",
        signs: "operation, operate, operated, operating, neuter, neutered, neutering, spay, spayed, spaying, castrate, castration, sterilise,
            sterilize, lump, tumor, tumour, wound, stitch, stitches, hernia, amputate, amputation, cut open, deep cut, torn ligament,
            cruciate, fracture, fractured, broken leg, broken bone, broke leg, broke his leg, broke her leg, broke its leg, broken paw,
            broken wing, bleeding, wing, hit by a car, run over, swallowed, c-section, caesarean,
            중성화, 종양, 혹이, 혹을, 혹 제거, 상처, 봉합, 꿰매, 탈장, 절단, 골절, 다리가 부러, 뼈가 부러, 제왕절개, 십자인대, 날개가 부러, 피가, 출혈, 차에 치, 교통사고, 삼켰, 피를, 피 나,",
    },
    Field {
        name: "radiology",
        korean: "영상의학",
        names: "radiology, radiologist, radiological, imaging, 방사선, 영상의학, 영상 의학, 영상의, 영상 진단, 영상진단",
        signs: "x-ray, x ray, xray, x-rays, x rays, xrays, ultrasound, sonogram, sonography, ct, mri, scan, radiograph, ct scan,
            fracture, fractured, broken leg, broken bone, broke leg, broke his leg, broke her leg, broke its leg, picture of the bones, hit by a car,
            엑스레이, 엑스선, 초음파, 시티 촬영, 촬영, 골절, 다리가 부러, 뼈가 부러",
    },
    Field {
        name: "general practice",
        korean: "일반 진료",
        names: "general practice, general practitioner, generalist, 일반 진료, 일반진료",
        signs: "general, vaccine, vaccinate, vaccinated, vaccination, vaccinations, shot, booster, rabies, check-up, checkup, check up, checkups,
            check-ups, routine, sick, ill, fever, cough, coughing, sneeze, sneezing, vomit, vomiting, throwing up, threw up, diarrhea,
            diarrhoea, not eating, won't eat, stopped eating, worm, worms, flea, fleas, tick, ticks, limp, limping, tired, lethargic,
            weight, microchip, poison, poisoned, chocolate, grapes, breathing, breathe, deworming, runny nose, a cold, swollen, swelling, infection, infected, bitten, stung, weak, losing weight, unwell,
            예방접종, 접종, 백신, 광견병, 건강검진, 건강 검진, 검진, 감기, 기침, 재채기, 구토, 토해, 토하, 설사, 열이, 안 먹, 먹지 않, 밥을, 기생충, 벼룩,
            진드기, 구충, 기운이 없, 아파요, 아픈, 아파, 절뚝, 다리를 절, 초콜릿, 포도, 중독, 호흡, 숨을",
    },
    Field {
        name: "dermatology",
        korean: "피부과",
        names: "dermatology, dermatologist, 피부과",
        signs: "skin, itch, itching, itchy, scratching, rash, hair loss, losing fur, allergy, allergies, 피부, 가려, 긁어, 발진, 탈모, 알레르기",
    },
    Field {
        name: "cardiology",
        korean: "심장내과",
        names: "cardiology, cardiologist, 심장내과, 심장 내과",
        signs: "heart, heartbeat, murmur, 심장, 심박",
    },
    Field {
        name: "ophthalmology",
        korean: "안과",
        names: "ophthalmology, ophthalmologist, 안과",
        signs: "eye, blind, cataract, 눈이, 눈에, 눈을, 백내장, 눈물",
    },
    Field {
        name: "neurology",
        korean: "신경과",
        names: "neurology, neurologist, 신경과",
        signs: "nerve, epilepsy, seizure, brain, spine, 신경, 뇌전증, 척추",
    },
    Field {
        name: "oncology",
        korean: "종양학",
        names: "oncology, oncologist, 종양학, 종양내과",
        signs: "cancer, chemotherapy, 항암",
    },
    Field {
        name: "orthopedics",
        korean: "정형외과",
        names: "orthopedics, orthopaedics, orthopedic, orthopaedic, 정형외과",
        signs: "joint, arthritis, hip, knee, 관절, 슬개골",
    },
    Field {
        name: "behavior",
        korean: "행동의학",
        names: "behavior, behaviour, behaviorist, behaviourist, 행동의학",
        signs: "aggressive, anxiety, barking, biting, 분리불안, 공격적, 불안해",
    },
    Field {
        name: "nutrition",
        korean: "영양학",
        names: "nutrition, nutritionist, 영양학",
        signs: "overweight, obese, obesity, 비만, 과체중",
    },
    Field {
        name: "internal medicine",
        korean: "내과",
        names: "internal medicine, internist, 내과",
        signs: "kidney, liver, diabetes, diabetic, 신장, 간이, 당뇨",
    },
];

/// Words that do not distinguish needs.
pub(super) const NOISE: &str = "
none my our the an is has have had needs need for with who can which vet vets veterinarian doctor pet animal to of and in on at it its he she
his her that this broke broken hurt hurts does do what how please like likes would get gets got be been was are see help must should
today now since yesterday very bad not no too also some any from out up off us me you your we they i'm
제 우리 저희 저 이 그 누가 누구 어떤 수의사 선생님 의사 있 있나요 해요 필요해요 해야 싶어요 하고 좀 주세요 너무 많이 계속 오늘 어제 해줄
";
