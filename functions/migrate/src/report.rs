//! The report of a run.

use std::fmt;

use serde::Serialize;

/// The report for all services. A service with nothing to do has empty lists and `false`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// One entry for each service.
    pub services: Vec<Done>,
}

/// The changes made for one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// The service.
    pub service: &'static str,
    /// Its schema.
    pub schema: String,
    /// Whether this run created the schema.
    pub schema_created: bool,
    /// The migrations that this run applied.
    pub migrations: Vec<i64>,
    /// Whether this run filled the new tables with the sample clinic.
    pub sample_data: bool,
    /// Its user.
    pub user: String,
    /// Whether this run created the user.
    pub user_created: bool,
    /// Whether this run reset an existing user's password because the one in its secret did not work.
    pub password_changed: bool,
    /// Privileges that this run revoked from the user.
    pub revoked: Vec<String>,
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let created = |it| if it { " created" } else { "" };
        write!(f, "schema {}{}, ", self.schema, created(self.schema_created))?;
        match self.migrations.as_slice() {
            [] => f.write_str("up to date")?,
            [only] => write!(f, "migration {only} applied")?,
            [first, .., last] => write!(f, "migrations {first} to {last} applied")?,
        }
        if self.sample_data {
            f.write_str(" with the sample data")?;
        }
        write!(f, ", user {}{}", self.user, created(self.user_created))?;
        if self.password_changed {
            f.write_str(" given its password")?;
        }
        if !self.revoked.is_empty() {
            write!(f, ", which lost {}", self.revoked.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The report entry of a service that started with nothing.
    pub(crate) fn new(service: &'static str) -> Done {
        Done {
            service,
            schema: format!("petclinic_{service}"),
            schema_created: true,
            migrations: vec![1, 2, 3],
            sample_data: true,
            user: service.to_owned(),
            user_created: true,
            password_changed: false,
            revoked: Vec::new(),
        }
    }

    #[test]
    fn the_result_is_reported_in_one_line() {
        let mut done = new("vets");
        let told = "schema petclinic_vets created, migrations 1 to 3 applied with the sample data, user vets created";
        assert_eq!(done.to_string(), told);
        done = Done {
            schema_created: false,
            migrations: vec![4],
            sample_data: false,
            user_created: false,
            password_changed: true,
            revoked: vec!["alter".to_owned(), "drop".to_owned()],
            ..done
        };
        let told = "schema petclinic_vets, migration 4 applied, user vets given its password, which lost alter, drop";
        assert_eq!(done.to_string(), told);
        done = Done { migrations: vec![], password_changed: false, revoked: vec![], ..done };
        assert_eq!(done.to_string(), "schema petclinic_vets, up to date, user vets");
    }
}
