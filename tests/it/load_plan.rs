//! The load plan of Spring PetClinic Microservices, request by request, with the original headers and bodies.

use db::testing::Scratch;
use reqwest::Method;

use crate::harness::Clinic;
use crate::http::{Http, Reply};

const LOOPS: u32 = 5;

const NEW_OWNER: &str = "{  \r
   \"firstName\":\"Firstname\",\r
   \"lastName\":\"Lastname\",\r
   \"address\":\"Adress\",\r
   \"city\":\"City\",\r
   \"telephone\":\"0000000000\"\r
}";

const OWNER: &str = "{  \r
   \"id\":\"${OWNER_ID}\",\r
   \"firstName\":\"Firstname\",\r
   \"lastName\":\"Lastname${OWNER_ID}\",\r
   \"address\":\"Adress${OWNER_ID}\",\r
   \"city\":\"City${OWNER_ID}\",\r
   \"telephone\":\"1111111111\"\r
}";

const NEW_PET: &str = "{  \r
   \"name\":\"Pet\",\r
   \"birthDate\":\"2018-12-31T23:00:00.000Z\",\r
   \"typeId\":\"${PET_TYPE}\"\r
}";

const PET: &str = "{  \r
   \"id\": ${PET_ID},\r
   \"name\":\"Pet${OWNER_ID}\",\r
   \"birthDate\":\"2018-12-31T23:00:00.000Z\",\r
   \"typeId\":\"${PET_TYPE}\"\r
}";

const VISIT: &str = "{ \r
\t\"date\":\"2019-03-15\",\r
\t\"description\":\"Visit\"\r
}";

/// The plan's variables.
pub(crate) struct Plan<'a> {
    http: &'a Http,
    owner: i64,
    pet: i64,
    pet_type: u32,
}

impl<'a> Plan<'a> {
    /// Runs the plan several times.
    pub(crate) async fn walk(http: &'a Http) -> Self {
        let mut plan = Self { http, owner: 0, pet: 0, pet_type: 1 };
        for round in 1..=LOOPS {
            plan.pet_type = round.min(6);
            plan.one_loop().await;
        }
        plan
    }

    fn fill(&self, text: &str) -> String {
        text.replace("${OWNER_ID}", &self.owner.to_string())
            .replace("${PET_ID}", &self.pet.to_string())
            .replace("${PET_TYPE}", &self.pet_type.to_string())
    }

    async fn step(&self, method: Method, path: &str, body: &str, status: u16) -> Reply {
        let request = self
            .http
            .request(method, &self.fill(path))
            .header("Accept", "application/json, text/plain, */*")
            .header("Content-Type", "application/json;charset=UTF-8")
            .header("Accept-Encoding", "gzip, deflate, br")
            .body(self.fill(body));
        Reply::of(request).await.expect(status)
    }

    async fn one_loop(&mut self) {
        use Method as M;
        const OWNERS: &str = "/api/customer/owners";
        const PETS: &str = "/api/customer/owners/${OWNER_ID}/pets";
        const VISITS: &str = "/api/visit/owners/${OWNER_ID}/pets/${PET_ID}/visits";
        self.step(M::GET, OWNERS, "", 200).await;
        self.owner = self.step(M::POST, OWNERS, NEW_OWNER, 201).await.id();
        self.step(M::GET, "/api/gateway/owners/${OWNER_ID}", "", 200).await;
        self.step(M::PUT, "/api/customer/owners/${OWNER_ID}", OWNER, 204).await;
        self.pet = self.step(M::POST, PETS, NEW_PET, 201).await.id();
        self.step(M::POST, PETS, NEW_PET, 201).await;
        self.step(M::PUT, "/api/customer/owners/${OWNER_ID}/pets/${PET_ID}", PET, 204).await;
        self.step(M::POST, VISITS, VISIT, 201).await;
        self.step(M::POST, VISITS, VISIT, 201).await;
        self.step(M::GET, "/api/vet/vets", "", 200).await;
    }

    /// Checks that the last owner is as the plan left it, visits included.
    pub(crate) async fn has_left_its_marks(&self) {
        let details = self.http.get(&self.fill("/api/gateway/owners/${OWNER_ID}")).await.expect(200).json();
        assert_eq!(details["lastName"], self.fill("Lastname${OWNER_ID}"));
        assert_eq!(details["telephone"], "1111111111");
        let pets = details["pets"].as_array().unwrap();
        let names: Vec<_> = pets.iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Pet", self.fill("Pet${OWNER_ID}").as_str()]);
        assert_eq!(pets[1]["birthDate"], "2018-12-31");
        assert_eq!(pets[1]["visits"].as_array().unwrap().len(), 2);
        assert_eq!(pets[1]["visits"][0]["date"], "2019-03-15");
    }
}

db::on_both! {
    async fn the_originals_load_plan_runs_unchanged(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        Plan::walk(&clinic).await.has_left_its_marks().await;
    }
}
