//! The app: from an environment to stacks.

use std::thread;

use cdk::{App, RemovalPolicy, Stack};

use crate::artifacts::Artifacts;
use crate::environment::{self, Environment};
use crate::network::Network;
use crate::{
    api_gateway, application, aws_native, cloud_map, database, frontend, lambda_genai, monitoring, names,
    network, notification, parameter_store, security,
};

/// The environment and the built artifacts, and the stacks that are declared so far.
///
/// Each layer declares its stack by [`Clinic::stack`], which depends on the one before.
pub struct Clinic<'a> {
    app: &'a App,
    /// Where it is deployed, and how large it is.
    pub environment: &'a Environment,
    /// The programs, images and files that it is made of.
    pub artifacts: &'a Artifacts,
    last: Option<Stack>,
}

/// What the layers returned.
pub struct Layers {
    pub network: Network,
    pub security: security::Security,
    pub database: database::Database,
    pub parameters: parameter_store::ParameterStore,
    pub cloud_map: cloud_map::CloudMap,
    pub functions: lambda_genai::Functions,
    pub application: application::Application,
    pub api: api_gateway::ApiGateway,
    pub native: aws_native::AwsNative,
    pub monitoring: monitoring::Monitoring,
    pub frontend: frontend::Frontend,
    pub notification: notification::Notification,
}

/// Declares the app as its context says.
///
/// # Errors
/// Names the context value that is wrong, and the rule that it breaks.
pub fn declare(app: &App) -> Result<(), environment::Error> {
    let environment = Environment::of(app.context())?;
    let mut artifacts = Artifacts::of(app.context().text("root").unwrap_or("."));
    if let Some(folder) = app.context().text("functions") {
        artifacts = artifacts.with_functions(folder);
    }
    if let Some(folder) = app.context().text("site") {
        artifacts = artifacts.with_site(folder);
    }
    thread::scope(|scope| {
        // Takes a quarter of the time, and nothing of it is needed by the first layers.
        scope.spawn(|| {
            api_gateway::document();
            artifacts.read();
            frontend::prepare(&artifacts);
        });
        layers(app, &environment, &artifacts);
    });
    Ok(())
}

/// Declares all layers of an environment.
pub fn layers(app: &App, environment: &Environment, artifacts: &Artifacts) -> Layers {
    let clinic = &mut Clinic { app, environment, artifacts, last: None };
    let network = network::declare(clinic);
    let security = security::declare(clinic, &network);
    let database = database::declare(clinic, &network, &security);
    let parameters = parameter_store::declare(clinic, &security, &database);
    let cloud_map = cloud_map::declare(clinic, &network);
    let functions = lambda_genai::declare(clinic, &network, &security);
    let application = application::declare(clinic, &network, &security, &cloud_map);
    let api = api_gateway::declare(clinic, &security, &functions, &application);
    let native = aws_native::declare(clinic, &security, &api);
    let monitoring = monitoring::declare(clinic, &database, &application, &api, &native);
    let frontend = frontend::declare(clinic, &api, &native);
    let told = notification::Told {
        database: &database,
        application: &application,
        native: &native,
        frontend: &frontend,
    };
    let notification = notification::declare(clinic, &network, &security, told);
    Layers {
        network,
        security,
        database,
        parameters,
        cloud_map,
        functions,
        application,
        api,
        native,
        monitoring,
        frontend,
        notification,
    }
}

impl Clinic<'_> {
    /// The stack of a layer, such as `01-network`, in the environment's region.
    pub fn stack(&mut self, layer: &str, purpose: &str) -> Stack {
        self.stack_in(&self.environment.region.clone(), layer, purpose)
    }

    /// The stack of a layer that must be in a region of its own, as all that CloudFront refers to must be in us-east-1.
    pub fn stack_in(&mut self, region: &str, layer: &str, purpose: &str) -> Stack {
        let environment = self.environment;
        let place =
            cdk::Environment { account: environment.account.clone(), region: Some(region.to_owned()) };
        let stack = self.app.stack(names::stack(&environment.name, layer), place);
        stack.describe(format!("PetClinic {}: {purpose}", environment.name));
        stack.tag("petclinic:environment", &environment.name);
        stack.tag("petclinic:layer", layer);
        if environment.is_protected {
            stack.protect_from_termination();
        }
        if let Some(last) = self.last.replace(stack.clone()) {
            stack.depends_on(&last);
        }
        stack
    }

    /// What becomes of things that hold data, and of their keys, when their stack goes.
    pub const fn removal(&self) -> RemovalPolicy {
        if self.environment.is_protected { RemovalPolicy::Retain } else { RemovalPolicy::Destroy }
    }

    /// The environment's name, in names and paths.
    pub fn env(&self) -> &str {
        &self.environment.name
    }
}
