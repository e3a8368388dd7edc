//! Synthesized stacks, and what is in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cdk::checks::{self, Finding, Severity};
use cdk::{App, Synthesis};
use contract::service::Service;
use infra_cdk::artifacts::Artifacts;
use infra_cdk::environment::{Environment, Topology};
use serde_json::{Map, Value};
use tempfile::TempDir;

/// The sources, with programs that stand in for the built functions, and without a site: npm may have built one, or not.
pub(crate) fn artifacts() -> Artifacts {
    Artifacts::of(root()).with_functions(functions()).with_site(functions())
}

/// A folder of programs that stand in for the built functions.
pub(crate) fn functions() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        for service in Service::ALL.into_iter().filter(|it| !it.is_task()) {
            let program = folder.path().join(service.program());
            fs::create_dir(&program).unwrap();
            fs::write(program.join("bootstrap"), service.program()).unwrap();
        }
        folder
    });
    built.path()
}

/// The root of the sources.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The synthesized stacks of an environment.
pub(crate) struct Clinic {
    pub(crate) environment: Environment,
    pub(crate) synthesis: Synthesis,
}

impl Clinic {
    /// A preset.
    pub(crate) fn of(preset: &str) -> Self {
        Self::with(Environment::preset(preset).unwrap())
    }

    pub(crate) fn with(environment: Environment) -> Self {
        let app = App::new();
        infra_cdk::app::layers(&app, &environment, &artifacts());
        let synthesis = app.synth().unwrap();
        Self { environment, synthesis }
    }

    /// Every preset, and the topology of the observability platform.
    pub(crate) fn all() -> Vec<Self> {
        let mut observed = Environment::preset("dev").unwrap();
        observed.take(Topology::OBSERVABILITY);
        Environment::preset_names().map(Self::of).chain([Self::with(observed)]).collect()
    }

    /// What tells the environment from others in a failed assertion.
    pub(crate) fn called(&self) -> String {
        format!("{} in {}", self.environment.name, self.environment.topology.name)
    }

    /// The template of a layer, such as `01-network`.
    pub(crate) fn template(&self, layer: &str) -> &Value {
        let stack = format!("petclinic-{}-{layer}", self.environment.name);
        &self.synthesis.root.stacks[&stack].template
    }

    /// The resources of a type in a layer, by their logical ids.
    pub(crate) fn of_type(&self, layer: &str, type_name: &str) -> Map<String, Value> {
        let resources = self.template(layer)["Resources"].as_object().unwrap().clone();
        resources.into_iter().filter(|(_, resource)| resource["Type"] == type_name).collect()
    }

    /// The properties of all resources of a type in a layer, in the order of their logical ids.
    pub(crate) fn all_of(&self, layer: &str, type_name: &str) -> Vec<Value> {
        self.of_type(layer, type_name).into_values().map(|it| it["Properties"].clone()).collect()
    }

    /// The properties of all resources of a type in all layers.
    pub(crate) fn everywhere(&self, type_name: &str) -> Vec<Value> {
        let resources = self.synthesis.root.stacks.values().flat_map(|stack| {
            stack.template["Resources"].as_object().unwrap().values().filter(|it| it["Type"] == type_name)
        });
        resources.map(|it| it["Properties"].clone()).collect()
    }

    /// What the checks found and nobody acknowledged, from warnings on.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let found = checks::check(&self.synthesis).into_iter();
        found.filter(|it| it.severity != Severity::Info && it.acknowledged.is_none()).collect()
    }
}

/// A list, or the one item that stands for it.
pub(crate) fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}

/// A value as text in which each reference is what it refers to: an ARN as policies write it.
pub(crate) fn plain(value: &Value) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    if let Some(parts) = value.get("Fn::Join").and_then(|join| join[1].as_array()) {
        let between = value["Fn::Join"][0].as_str().unwrap_or_default();
        return parts.iter().map(plain).collect::<Vec<_>>().join(between);
    }
    match value.get("Ref").and_then(Value::as_str) {
        Some("AWS::Partition") => "aws".to_owned(),
        Some("AWS::AccountId") => "123456789012".to_owned(),
        Some("AWS::Region") => "us-west-2".to_owned(),
        Some("AWS::URLSuffix") => "amazonaws.com".to_owned(),
        _ => value.to_string(),
    }
}

/// The statements of the role that a service's program acts by.
pub(crate) fn statements(clinic: &Clinic, service: Service) -> Vec<Value> {
    let role = format!("petclinic-{}-02-security/Role-{service}/Resource", clinic.environment.name);
    let layer = "02-security";
    let stack = format!("petclinic-{}-{layer}", clinic.environment.name);
    let id = &clinic.synthesis.root.stacks[&stack].logical_ids[&role];
    let role = &clinic.template(layer)["Resources"][id]["Properties"];
    let policies = role["Policies"].as_array().unwrap();
    policies.iter().flat_map(|it| it["PolicyDocument"]["Statement"].as_array().unwrap().clone()).collect()
}

/// What is wrong with an environment.
pub(crate) fn mistakes(environment: &Environment) -> String {
    let app = App::new();
    infra_cdk::app::layers(&app, environment, &artifacts());
    app.synth().unwrap_err().to_string()
}
