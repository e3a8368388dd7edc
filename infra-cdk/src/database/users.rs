use std::collections::BTreeMap;

use cdk::constructs::{AuroraClusterHandle, AuroraUser, AuroraUserHandle};
use contract::service::Service;
use contract::settings::secrets::DATABASE;

use crate::app::Clinic;
use crate::names;

/// The login of each service: `migrate` makes its user.
pub(super) fn declare(
    cluster: &AuroraClusterHandle,
    clinic: &Clinic<'_>,
) -> BTreeMap<Service, AuroraUserHandle> {
    let user = |service: Service| {
        let user = AuroraUser::named(names::database_user(service))
            .description(format!("{service}: {}", DATABASE.doc))
            .secret_name(DATABASE.name_for(clinic.env(), service));
        (service, cluster.add_user(format!("User-{service}"), user))
    };
    Service::with_database().map(user).collect()
}
