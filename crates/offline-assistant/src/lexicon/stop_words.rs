//! Stop words: common words that are not names.

pub(super) const WORDS: &str = "
a an the of to in on at by for from with as is are was were be been being am do does did done has have had having can could will
would shall should may might must i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
this that these those there here who whom whose which what when where why how and or but if then than so not no nor only just also
too very much many more most less least some any all both each every other another such same own few several none nothing
anything something everything somebody anybody nobody please kindly hello hey hi dear thanks thank you tell show give list get
find look see search need want like would let let's know say said speak ask asked question questions answer tell me about into
onto over under between through during before after since until till again once ever never always often sometimes usually now
today tomorrow yesterday tonight day days week weeks month months year years date dates time times morning afternoon evening
night monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
november december jan feb mar apr jun jul aug sep sept oct nov dec first last next previous past current currently new old young
big small good bad best better well fine great nice sorry ok okay yes yep yeah sure really actually maybe perhaps still already
soon later early earlier late ago one two three four five six seven eight nine ten zero half single double pair number numbers
count total sum name names named called call calls calling id ids record records file files entry entries data database
information info details detail currently clinic hospital practice office system program app application website page user
users person people man woman men women mr mrs ms miss sir madam lady family friend friends boy girl kid child children guy
come comes came coming go goes going went gone make makes made making take takes took taken taking bring brings brought bringing
keep keeps kept put puts set sets use used using work works working help helps helped do doing try tried start started stop
stopped begin end ended finish finished happen happened happens mean means meant think thinks thought seem seems feel feels
felt look looks looked looking turn turned turns move moved moves live lives lived living stay stays stayed reside born die
died dead alive back front left right up down out off away around near close far here's what's who's where's how's when's
there's i'm i'd i've i'll we're we'd we've you're you've he's she's they're they've that's isn't aren't wasn't weren't don't
doesn't didn't haven't hasn't hadn't won't wouldn't can't cannot couldn't shouldn't mustn't whatever whoever anyone everyone
someone else instead rather quite bit lot lots kind kinds sort type types thing things way ways case cases part parts point
matter problem problems issue issues reason reasons purpose because due per via within without against among across upon toward
towards regarding concerning respect able unable possible available exactly correct wrong true false full empty ready
different similar next-door following recent recently lately together alone overall general various certain specific particular
sick ill health healthy hurt hurts pain treat treats treating treated see sees saw seen saying says told check checks checking
checked shot shots thx plz pls ask want wants wanted needs needed likes liked love loves prefer tall belong order orders talk talks talking talked care cares caring cleaning clean wash done including include includes incl everything older younger oldest youngest elder than heavier
instruction instructions ignore previous above system prompt prompts message messages password passwords secret secrets admin
administrator root access token table tables select insert update delete drop where script alert html body sql query queries
run execute print reveal output repeat write read translate word words text sentence poem story joke jokes weather news
president capital country world life meaning math code language languages english korean america korea planet recipe cook
football music movie film song stock price prices money buy sell bitcoin politics history science quick fast slow
handle handles handled offer offers offered provide provides deal deals perform performs performed carry doctorate
avenue street road drive lane boulevard way trail court place apartment apt suite st ave rd blvd dr ln ct la
e.g eg etc example vs plus minus even odd average mean median ones none's total's pet's owner's vet's cat's dog's cats' dogs'
overdue due upcoming plan planned book booked booking bookings reserve cancel detailed whole entire complete alphabetical
petless either altogether common popular frequent numerous lack lacks lacking generalist generalists practitioner multiple single fewest fewer heavier smallest largest highest greatest lowest begin begins starting starts beginning outside except excluding besides neither nor
sorted born-in currently-registered everybody yet doing there've must've register registered registering registration
";

/// Prefixes of Korean verbs and of the words after them.
pub(super) const VERBS: &str =
    "싶 있 없 했 됐 싫 줘 주세 주시 해줘 해주 않 못 같은 같아 왔 갔 먹 아프 아파 어때 어떻 어떡";

/// Prefixes of Korean words that are not names.
pub(super) const KOREAN: &str = "
우리 저희 저는 제가 내가 나는 나의 저의 제 내 너 당신 지금 여기 거기 저기 이것 그것 저것 누구 누가 무엇 뭐 뭘 무슨 어떤 어느 어디 언제 왜
어떻게 얼마 몇 모든 모두 전체 전부 각 각각 최근 가장 제일 많 적 좀 더 다시 또 그리고 그런데 그래서 그럼 그러면 하지만 알려 보여 말해 가르쳐
찾아 주세요 주시 하는 하나 한 할 합니 해요 하고 하려 하면 인가 입니 이야 예요 이에요 되 됐 될 가능 부탁 궁금 질문 답변 안녕 감사
고마 네 예 아니 응 오늘 내일 모레 어제 이번 지난 다음 올해 작년 내년 월요일 화요일 수요일 목요일 금요일 토요일 일요일 오전 오후 아침 저녁 밤
시간 날짜 날 일 월 년 주 달 해 시 분 초 명 마리 건 번 개월 이후 이전 부터 까지 사이 동안 전 후 전후 전까지 이름 성함 성 이름이 전화 번호 연락처 주소 도시 지역 동네
나이 생일 생년월일 태어 종류 종 품종 정보 상세 목록 통계 현황 기록 수 총 합계 평균 새 새로 신규 등록 추가 변경 수정 삭제 취소 예약 방문 진료
내원 검진 치료 수술 주인 보호자 고객 견주 집사 사람 분 님 씨 동물 반려동물 애완동물 반려견 반려묘 펫 강아지 개 고양이 새 햄스터 도마뱀 뱀 토끼 수의사 의사
선생님 전문 분야 병원 클리닉 담당 마지막 처음 첫 다가오는 예정 앞으로 안내 이유 사유 내용 때문 위해 시스템 프롬프트 지시 명령 비밀번호 관리자 날씨
사이트 페이지 도움 기능 사용 제발 혹시 그냥 아마 정말 진짜 아주 매우 조금 이 그 저 것 거 걸 게 데 때 등 및 와 과 살 사는 살고 사시 살아 키우 기르 키워
가진 이라는 라는 이란 라고 대해 대한 관한 관련 대해서 같은 다른 번째 번은 한번 오래 자주 언제든 계시 계신 회원 손님 환자 아이 아이들 아픈 아파 필요 문제
치과 외과 방사선 영상 엑스레이 이빨 치아 다리 배 눈 귀 피부 심장 예방 접종 예방접종 중성화 광견병 스케일링 건강 이사 무시 확인 그분 그녀 걔 얘 해당 응급 검사 결과 상담 처방 접수 담당자 직원 선생 관리 상태 증상 이상 이하 초과 미만
";
