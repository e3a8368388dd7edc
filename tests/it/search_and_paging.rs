//! Searches for owners, and long lists in pages.

use db::testing::Scratch;
use serde_json::{Value, json};

use crate::harness::Clinic;
use crate::http::{Http, Reply};
use crate::owners::owner;
use crate::shared::reading;

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

    async fn parameters_that_are_unknown_or_repeated_are_ignored(clinic: Shared) {
        assert_eq!(found(clinic, &[("lastName", "Davis"), ("lastName", "Black")]).await, [2, 4]);
        assert_eq!(found(clinic, &[("lastName", "Black"), ("colour", "red"), ("page", "7")]).await, [7]);
        assert_eq!(ids(&find(clinic, &[("size", "2"), ("size", "x")]).await.expect(200)), [1, 2]);
        assert_eq!(found(clinic, &[("lastName", "")]).await.len(), 10, "an empty text asks for nothing");
        clinic.get("/api/customers/owners/1?size=0").await.expect(200);
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
        assert_eq!(found(&clinic, &[("lastName", "Angstrom")]).await, [0_i64; 0], "a letter is not another");
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
        assert_eq!(found(&clinic, &[("lastName", "van  d")]).await, [0_i64; 0]);
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
        let page = clinic.get("/api/customer/owners").await.expect(200);
        assert_eq!((ids(&page).len(), total(&page)), (100, 105));
        assert_eq!(link(&page, "next"), Some("/api/customers/owners?after=100"));
        assert_eq!(ids(&clinic.get(link(&page, "next").unwrap()).await), [101, 102, 103, 104, 105]);
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
