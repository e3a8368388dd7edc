//! The original's own timers, so that its dashboards work here.

use crate::endpoint::Endpoint;
use crate::route::Route;
use crate::routes;

/// A timer of the original: the operation that it times, and its labels there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The name of the operation in the route table.
    pub operation: &'static str,
    /// The metric's name.
    pub metric: &'static str,
    /// The label `class`.
    pub class: &'static str,
    /// The label `method`.
    pub method: &'static str,
}

macro_rules! timers {
    ($($route:ident: $metric:literal, $class:literal, $method:literal;)+) => {
        /// Every timer.
        pub const TIMERS: &[Timer] = &[$(
            Timer {
                operation: routes::$route::ROUTE.name,
                metric: concat!("petclinic_", $metric, "_seconds"),
                class: concat!("org.springframework.samples.petclinic.", $class),
                method: $method,
            }
        ),+];
    };
}

timers! {
    AddOwner: "owner", "customers.web.OwnerResource", "createOwner";
    FindOwner: "owner", "customers.web.OwnerResource", "findOwner";
    // The original's gateway assembles the details from the answers of two timed methods: this one, and `read` of visits.
    ShowOwnerDetails: "owner", "customers.web.OwnerResource", "findOwner";
    ListOwners: "owner", "customers.web.OwnerResource", "findAll";
    EditOwner: "owner", "customers.web.OwnerResource", "updateOwner";
    ListPetTypes: "pet", "customers.web.PetResource", "getPetTypes";
    AddPet: "pet", "customers.web.PetResource", "processCreationForm";
    EditPet: "pet", "customers.web.PetResource", "processUpdateForm";
    FindPet: "pet", "customers.web.PetResource", "findPet";
    AddVisit: "visit", "visits.web.VisitResource", "create";
    ListVisits: "visit", "visits.web.VisitResource", "read";
    ListVisitsOfPets: "visit", "visits.web.VisitResource", "read";
}

/// The original's timer of an operation, if it has one.
pub fn timer(route: &Route) -> Option<&'static Timer> {
    TIMERS.iter().find(|it| it.operation == route.name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_timers_are_those_of_the_original() {
        let all: BTreeSet<_> = TIMERS.iter().map(|it| (it.metric, it.method)).collect();
        let expected = [
            ("petclinic_owner_seconds", "createOwner"),
            ("petclinic_owner_seconds", "findAll"),
            ("petclinic_owner_seconds", "findOwner"),
            ("petclinic_owner_seconds", "updateOwner"),
            ("petclinic_pet_seconds", "findPet"),
            ("petclinic_pet_seconds", "getPetTypes"),
            ("petclinic_pet_seconds", "processCreationForm"),
            ("petclinic_pet_seconds", "processUpdateForm"),
            ("petclinic_visit_seconds", "create"),
            ("petclinic_visit_seconds", "read"),
        ];
        assert_eq!(all, expected.into());
        assert!(TIMERS.iter().all(|it| it.class.ends_with("Resource")));
    }

    #[test]
    fn routes_that_the_original_lacks_have_none_of_its_timers() {
        assert_eq!(timer(&routes::ListVets::ROUTE), None);
        assert_eq!(timer(&routes::AddOwner::ROUTE).map(|it| it.method), Some("createOwner"));
    }
}
