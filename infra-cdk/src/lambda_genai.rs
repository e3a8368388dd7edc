//! Layer 06: the functions that answer HTTP requests; the assistant is one.

use std::collections::BTreeMap;

use cdk::constructs::FunctionHandle;
use contract::service::{Runs, Service};

use crate::app::Clinic;
use crate::functions::{self, Surroundings};
use crate::network::Network;
use crate::security::Security;

/// What later layers need of the functions.
pub struct Functions {
    /// The functions that a gateway calls.
    pub http: BTreeMap<Service, FunctionHandle>,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, network: &Network, security: &Security) -> Functions {
    let stack = clinic.stack("06-lambda-genai", "the assistant");
    let around = Surroundings { network, security };
    let services = Service::ALL.into_iter().filter(|it| it.row().runs == Runs::HttpFunction);
    let function = |service: Service| {
        let function = functions::function(&stack, clinic, around, service);
        (service, stack.add(format!("Function-{service}"), function))
    };
    Functions { http: services.map(function).collect() }
}
