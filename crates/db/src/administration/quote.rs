//! Names and texts in statements that take no parameters.

/// A text literal, in the SQL mode of our sessions.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', "''"))
}

/// A name.
pub(super) fn name(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// The name of just one schema where `_` and `%` stand for others, as they do in grants.
pub(super) fn pattern(schema: &str) -> String {
    name(&schema.replace('\\', r"\\").replace('_', r"\_").replace('%', r"\%"))
}

#[cfg(test)]
mod tests {
    use sqlx::AssertSqlSafe;

    use super::*;
    use crate::Dialect;
    use crate::testing::Scratch;

    #[test]
    fn names_end_where_they_should() {
        assert_eq!(name("a`b"), "`a``b`");
        assert_eq!(pattern("petclinic_a%"), r"`petclinic\_a\%`");
    }

    #[tokio::test]
    async fn a_server_reads_every_text_as_it_was() {
        let scratch = Scratch::open(Dialect::MySql).await;
        for given in ["", "a'b", r"a\", r"\'; drop table x; -- ", "\"x\" % _ \n\t\u{1}", "비밀 🐶", "''"]
        {
            let sql = format!("select cast({} as char)", text(given));
            let read: String = crate::read_undeclared!(&scratch.db, c => {
                sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_one(c)
            })
            .unwrap();
            assert_eq!(read, given);
        }
    }
}
