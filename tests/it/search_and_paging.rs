//! Searches for owners, and long lists in pages.

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::Clinic;
use crate::http::{Http, Reply};
use crate::owners::owner;
use crate::shared::reading;
use crate::sql;

const OWNERS: &str = "/api/customers/owners";

fn ids(reply: &Reply) -> Vec<i64> {
    reply.json().as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect()
}

fn total(reply: &Reply) -> usize {
    reply.header("x-total-count").unwrap().parse().unwrap()
}

/// The address of another page, from the `Link` header.
fn link<'a>(reply: &'a Reply, rel: &str) -> Option<&'a str> {
    let links = reply.header("link")?.split(", ");
    let wanted = format!("; rel=\"{rel}\"");
    links
        .filter_map(|it| it.strip_suffix(wanted.as_str()))
        .find_map(|it| it.strip_prefix('<')?.strip_suffix('>'))
}

async fn find(clinic: &Http, parameters: &[(&str, &str)]) -> Reply {
    let request = clinic.request(reqwest::Method::GET, OWNERS);
    let url = {
        let mut request = request.build().unwrap();
        request.url_mut().query_pairs_mut().extend_pairs(parameters);
        let url = request.url();
        format!("{}?{}", url.path(), url.query().unwrap())
    };
    clinic.get(&url).await
}

async fn found(clinic: &Http, parameters: &[(&str, &str)]) -> Vec<i64> {
    let reply = find(clinic, parameters).await.expect(200);
    let ids = ids(&reply);
    assert_eq!(total(&reply), ids.len(), "{parameters:?}");
    ids
}

async fn add(clinic: &Http, fields: Value) -> i64 {
    let mut owner = owner("Nobody");
    for (name, value) in fields.as_object().unwrap() {
        owner[name] = value.clone();
    }
    clinic.post(OWNERS, owner).await.expect(201).id()
}

reading! {
    async fn owners_are_found_by_the_start_of_what_is_known_in_whatever_case(clinic: Shared) {
        for (parameter, text, expected) in [
            ("lastName", "Davis", vec![2, 4]),
            ("lastName", "dAV", vec![2, 4]),
            ("lastName", "avis", vec![]),
            ("firstName", "je", vec![6, 7]),
            ("firstName", "Jeff", vec![7]),
            ("city", "sun p", vec![2]),
            ("city", "MADISON", vec![1, 5, 8, 9]),
            ("telephone", "6085551", vec![1, 2]),
            ("telephone", "555", vec![]),
            ("pet", "lucky", vec![7, 10]),
            ("pet", "S", vec![6, 10]),
            ("pet", "ewel", vec![]),
            ("lastName", "Nobody", vec![]),
        ] {
            assert_eq!(found(clinic, &[(parameter, text)]).await, expected, "{parameter}={text}");
        }
    }

    async fn several_texts_must_all_match(clinic: Shared) {
        assert_eq!(found(clinic, &[("lastName", "davis"), ("firstName", "b")]).await, [2]);
        assert_eq!(found(clinic, &[("city", "madison"), ("pet", "f")]).await, [9]);
        assert_eq!(found(clinic, &[("city", "monona"), ("pet", "leo")]).await, [0_i64; 0]);
        let all = [("lastName", "E"), ("firstName", "C"), ("city", "W"), ("telephone", "6"), ("pet", "sly")];
        assert_eq!(found(clinic, &all).await, [10]);
    }

    async fn a_search_that_no_column_could_hold_is_refused(clinic: Shared) {
        for (parameter, most) in
            [("lastName", 30), ("firstName", 30), ("city", 80), ("telephone", 20), ("pet", 30)]
        {
            let text = "é".repeat(most);
            find(clinic, &[(parameter, &text)]).await.expect(200);
            let broken = find(clinic, &[(parameter, &format!("{text}é"))]).await.broken(400);
            assert_eq!(broken, [(parameter.to_owned(), format!("must have at most {most} characters"))]);
            let broken = find(clinic, &[(parameter, "a\0")]).await.broken(400);
            assert_eq!(broken[0].0, parameter);
        }
    }

    async fn pages_follow_each_other_by_their_links(clinic: Shared) {
        for size in [1, 3, 5, 10, 11, 500] {
            let mut seen = Vec::new();
            let mut next = Some(format!("{OWNERS}?size={size}"));
            while let Some(path) = next {
                let page = clinic.get(&path).await.expect(200);
                assert_eq!(total(&page), 10);
                let ids = ids(&page);
                assert!(ids.len() <= size);
                assert_eq!(
                    link(&page, "next").is_some(),
                    ids.len() == size,
                    "a page that is not full is the last"
                );
                assert_eq!(link(&page, "first"), Some(format!("{OWNERS}?size={size}").as_str()));
                seen.extend(ids);
                next = link(&page, "next").map(str::to_owned);
            }
            assert_eq!(seen, (1..=10).collect::<Vec<_>>(), "pages of {size}");
        }
    }

    async fn a_page_has_bounds(clinic: Shared) {
        for size in ["0", "501", "-1", "x", "", "1.5", "99999999999999999999"] {
            let broken = find(clinic, &[("size", size)]).await.broken(400);
            assert_eq!(
                broken,
                [("size".to_owned(), "must be a whole number from 1 to 500".to_owned())],
                "{size}"
            );
        }
        for after in ["0", "-1", "x", "", "2147483648"] {
            assert_eq!(find(clinic, &[("after", after)]).await.broken(400)[0].0, "after", "{after}");
        }
        let both = find(clinic, &[("size", "0"), ("after", "0")]).await.broken(400);
        assert_eq!(both.len(), 2, "all that is wrong is told at once");
        assert_eq!(ids(&find(clinic, &[("after", "2147483647")]).await.expect(200)), [0_i64; 0]);
    }

    async fn parameters_that_are_unknown_or_repeated_are_refused(clinic: Shared) {
        let takes = "is unknown; this path takes lastName, firstName, city, telephone, pet, size, after";
        for (parameter, text) in [("page", "2"), ("sort", ""), ("lastname", "Davis"), ("", ""), ("size ", "1")] {
            let broken = find(clinic, &[("lastName", "Black"), (parameter, text)]).await.broken(400);
            assert_eq!(broken, [(parameter.to_owned(), takes.to_owned())]);
        }
        let broken = find(clinic, &[("lastName", "Davis"), ("lastName", "Black")]).await.broken(400);
        assert_eq!(broken, [("lastName".to_owned(), "must not be given twice".to_owned())]);
        assert_eq!(found(clinic, &[("lastName", "")]).await.len(), 10, "an empty text asks for nothing");
        let takes_none = ("size".to_owned(), "is unknown; this path takes no parameters".to_owned());
        for path in ["/api/customers/owners/1?size=0", "/api/vets/vets?size=1", "/api/customers/petTypes?size="] {
            assert_eq!(clinic.get(path).await.broken(400), std::slice::from_ref(&takes_none), "{path}");
        }
        assert_eq!(clinic.get("/api/visits/pets/visits?petId=7&size=1").await.broken(400)[0].0, "size");
    }

    async fn the_paths_of_the_original_take_any_parameter(clinic: Shared) {
        for path in [
            "/api/customer/owners?page=7&size=x&after=x&sort=",
            "/api/customer/owners/1?size=0",
            "/api/gateway/owners/1?x=1",
            "/api/vet/vets?x",
            "/api/visit/owners/6/pets/7/visits?x=1",
        ] {
            clinic.get(path).await.expect(200);
        }
    }

    async fn a_telephone_number_is_found_however_it_is_written(clinic: Shared) {
        for text in ["6085551023", "608-555-1023", "(608) 555.1023", "+6085551023", " 608 555 10"] {
            assert_eq!(found(clinic, &[("telephone", text)]).await, [1], "{text}");
        }
        assert_eq!(found(clinic, &[("telephone", "+()")]).await, [0_i64; 0], "no digit, no owner");
    }
}

db::on_both! {
    async fn case_is_ignored_in_every_script(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (name, searches) in [
            ("Ångström", ["ångs", "ÅNGSTRÖM"]),
            ("ÉLODIE", ["élo", "Élodie"]),
            ("Жуков", ["ЖУК", "жуков"]),
            ("ΟΔΥΣΣΕΥΣ", ["Οδυσ", "ΟΔΥΣ"]),
            ("Οδυσσευς", ["οδυσσευς", "ΟΔΥΣΣΕΥΣ"]),
            ("강아지", ["강", "강아지"]),
            ("🐶dog", ["🐶D", "🐶"]),
            ("Ǆemal", ["ǆe", "ǅE"]),
        ] {
            let id = add(&clinic, json!({"lastName": name})).await;
            clinic.post(&format!("{OWNERS}/{id}/pets"), json!({"name": name, "typeId": 1})).await.expect(201);
            for search in searches {
                assert!(found(&clinic, &[("lastName", search)]).await.contains(&id), "{name} by {search}");
                assert!(found(&clinic, &[("pet", search)]).await.contains(&id), "{name} by {search}");
            }
        }
    }

    async fn accents_and_forms_of_letters_are_ignored(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for (name, searches) in [
            ("Müller", ["muller", "Mu\u{308}ller"]),
            ("Istvándi\u{307}", ["istvandi", "ISTVÁNDİ"]),
            ("İstanbul", ["istanbul", "I\u{307}STANBUL"]),
            ("Weiß", ["weiss", "WEISS"]),
            ("Ångström", ["angstrom", "A\u{30a}ng"]),
            ("Łuczak", ["luczak", "ŁUCZ"]),
            ("O’Neill", ["o'neill", "O’N"]),
            ("Ｔａｎａｋａ", ["tanaka", "Ｔａｎ"]),
        ] {
            let id = add(&clinic, json!({"lastName": name, "city": name})).await;
            clinic.post(&format!("{OWNERS}/{id}/pets"), json!({"name": name, "typeId": 1})).await.expect(201);
            for search in searches {
                for parameter in ["lastName", "city", "pet"] {
                    assert_eq!(found(&clinic, &[(parameter, search)]).await, [id], "{name} by {search}");
                }
            }
        }
        add(&clinic, json!({"lastName": "がく"})).await;
        assert_eq!(found(&clinic, &[("lastName", "かく")]).await, [0_i64; 0], "a letter is not another");
        assert_eq!(found(&clinic, &[("lastName", "\u{301}")]).await, [0_i64; 0], "an accent is no name");
    }

    async fn a_text_is_kept_without_the_blanks_around_it_and_composed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let id = add(&clinic, json!({"lastName": "  Mu\u{308}ller\u{a0}", "city": " Sun  Prairie "})).await;
        let owner = clinic.get(&format!("{OWNERS}/{id}")).await.json();
        assert_eq!((&owner["lastName"], &owner["city"]), (&json!("Müller"), &json!("Sun  Prairie")));
        assert_eq!(found(&clinic, &[("city", "sun prairie"), ("lastName", " mul")]).await, [id]);
        let pets = format!("{OWNERS}/{id}/pets");
        let pet = clinic.post(&pets, json!({"name": " Rex ", "typeId": 1})).await.expect(201);
        assert_eq!(pet.json()["name"], "Rex");
        clinic.put(&format!("{pets}/{}", pet.id()), json!({"name": "Ze\u{301} "})).await.expect(204);
        assert_eq!(clinic.get(&format!("{pets}/{}", pet.id())).await.json()["name"], "Zé");
        let visits = format!("/api/visits/owners/{id}/pets/{}/visits", pet.id());
        let visit = clinic.post(&visits, json!({"description": " ok "})).await.expect(201);
        assert_eq!(visit.json()["description"], "ok");
    }

    async fn what_an_earlier_release_stored_is_found_as_well(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.stop().await;
        sql::run(
            &scratch.db,
            "insert into owners (id, first_name, last_name, address, city, telephone, first_name_key, \
             last_name_key, city_key) values \
             (50, ' Zoë', 'Müller', 'x', 'Łódź', '+6085550050', ' zoë', 'müller', 'łódź')",
        )
        .await;
        sql::run(&scratch.db, "insert into pets (id, name, type_id, owner_id, name_key) values (50, 'Zé', 1, 50, 'zé')")
            .await;
        let clinic = Clinic::open(&scratch).await;
        for (parameter, text) in
            [("firstName", "zoe"), ("lastName", "muller"), ("city", "lodz"), ("telephone", "608-555-0050"), ("pet", "ze")]
        {
            assert_eq!(found(&clinic, &[(parameter, text)]).await, [50], "{parameter}={text}");
        }
        assert_eq!(clinic.get(&format!("{OWNERS}/50")).await.etag(), "\"0\"", "nothing was changed");
    }

    async fn a_wildcard_of_sql_is_an_ordinary_character(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let mut added = Vec::new();
        for name in ["%", "_x", "\\", "a%b", "a_b", "a\\b", "'; drop table owners; --", "\"q\"", "*"] {
            added.push((name, add(&clinic, json!({"lastName": name})).await));
        }
        for (name, id) in added {
            assert_eq!(found(&clinic, &[("lastName", name)]).await, [id], "{name}");
        }
        assert_eq!(found(&clinic, &[("lastName", "D%s")]).await, [0_i64; 0]);
        assert_eq!(found(&clinic, &[("pet", "_")]).await, [0_i64; 0]);
    }

    async fn spaces_at_the_end_of_a_search_do_not_count(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let van = add(&clinic, json!({"lastName": "Van"})).await;
        let der = add(&clinic, json!({"lastName": "Van der Berg"})).await;
        assert_eq!(found(&clinic, &[("lastName", "van ")]).await, [van, der]);
        assert_eq!(found(&clinic, &[("lastName", "van d")]).await, [der]);
        assert_eq!(found(&clinic, &[("lastName", "van  d")]).await, [der], "nor how many there are");
    }

    async fn links_keep_the_search(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for number in 0..5 {
            add(
                &clinic,
                json!({"lastName": "O'Näme & Co", "city": "Sun Prairie", "telephone": number.to_string()}),
            )
            .await;
        }
        let search = [("lastName", "o'näme & c"), ("city", "sun"), ("size", "2")];
        let mut page = find(&clinic, &search).await.expect(200);
        let mut seen = ids(&page);
        while let Some(next) = link(&page, "next").map(str::to_owned) {
            page = clinic.get(&next).await.expect(200);
            assert_eq!(total(&page), 5);
            seen.extend(ids(&page));
        }
        assert_eq!(seen, [11, 12, 13, 14, 15]);
    }

    async fn an_owner_added_while_pages_are_read_moves_no_other(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let first = find(&clinic, &[("size", "5")]).await;
        clinic.delete(&format!("{OWNERS}/1")).await.expect(204);
        add(&clinic, json!({})).await;
        let second = clinic.get(link(&first, "next").unwrap()).await.expect(200);
        assert_eq!(ids(&second), [6, 7, 8, 9, 10]);
    }

    async fn without_a_size_a_page_has_a_hundred(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        for _ in 0..95 {
            add(&clinic, json!({})).await;
        }
        let page = clinic.get(OWNERS).await.expect(200);
        assert_eq!((ids(&page).len(), total(&page)), (100, 105));
        assert_eq!(link(&page, "next"), Some("/api/customers/owners?after=100"));
        assert_eq!(ids(&clinic.get(link(&page, "next").unwrap()).await), [101, 102, 103, 104, 105]);
        let all = clinic.get("/api/customer/owners").await.expect(200);
        assert_eq!(ids(&all), (1..=105).collect::<Vec<_>>(), "the original knows no pages");
        assert_eq!((all.header("link"), all.header("x-total-count")), (None, None));
    }

    async fn the_path_of_the_original_lists_any_number_of_owners_once_each(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        clinic.stop().await;
        let mut owners = 10;
        for more in [490, 500, 1] {
            let rows: Vec<_> = (1..=more)
                .map(|it| format!("({}, 'A', 'Many', 'x', 'x', '1', 'a', 'many', 'x', '1', 3)", owners + it))
                .collect();
            owners += more;
            let into = "insert into owners (id, first_name, last_name, address, city, telephone, first_name_key, \
                last_name_key, city_key, telephone_key, key_version) values";
            sql::run(&scratch.db, &format!("{into} {}", rows.join(", "))).await;
            let clinic = Clinic::open(&scratch).await;
            let all = clinic.get("/api/customer/owners").await.expect(200);
            assert_eq!(ids(&all), (1..=owners).collect::<Vec<_>>());
            let many = clinic.get("/api/customer/owners?lastName=many&size=3").await.expect(200);
            assert_eq!(ids(&many), (11..=owners).collect::<Vec<_>>());
            clinic.stop().await;
        }
    }

    async fn the_total_follows_what_is_added_and_removed(scratch: Scratch) {
        let clinic = Clinic::open(&scratch).await;
        let totals = async || total(&find(&clinic, &[("pet", "rex")]).await);
        assert_eq!(totals().await, 0);
        let pet = clinic
            .post(&format!("{OWNERS}/1/pets"), json!({"name": "Rex", "typeId": 2}))
            .await
            .expect(201)
            .id();
        assert_eq!(totals().await, 1);
        let path = format!("{OWNERS}/1/pets/{pet}");
        clinic.put(&path, json!({"name": "Max"})).await.expect(204);
        assert_eq!(totals().await, 0);
        clinic.put(&path, json!({"name": "REX"})).await.expect(204);
        assert_eq!(totals().await, 1);
        clinic.delete(&path).await.expect(204);
        assert_eq!(totals().await, 0);
    }
}
