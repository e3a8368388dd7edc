//! Layer 06: the functions that answer HTTP requests; the assistant is one.

use std::collections::BTreeMap;

use cdk::Stack;
use cdk::constructs::FunctionHandle;
use contract::service::{Runs, Service};

use crate::app::Clinic;
use crate::functions::{self, Surroundings};
use crate::network::Network;
use crate::parameter_store::settings;
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
    Functions { http: services.map(|it| (it, declare_one(&stack, clinic, around, it))).collect() }
}

fn declare_one(
    stack: &Stack,
    clinic: &Clinic<'_>,
    around: Surroundings<'_>,
    service: Service,
) -> FunctionHandle {
    let mut function = functions::function(stack, clinic, around, service);
    // A function answers one request at a time, so what bounds the answers of a process elsewhere bounds the processes here: each holds
    // connections to the database, and a request to the model. An account must have 100 calls beyond that, which a new one has not.
    if clinic.environment.is_protected
        && let Some(settings) = settings(stack, clinic, service)
    {
        function = function.reserved_concurrency(settings.assistant.concurrency);
    }
    stack.add(format!("Function-{service}"), function)
}
