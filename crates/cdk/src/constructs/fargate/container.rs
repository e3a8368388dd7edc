use std::collections::BTreeMap;

use cdk_aws::ecs::task_definition as definition;
use cdk_core::{IntoVal, Json, Scope, Val, json};

use super::{ContainerSecret, Image};
use crate::constructs::{LogGroupHandle, RoleHandle};

/// A container of a task. Its root file system is read-only by default; see [`scratch`](Self::scratch).
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a service"]
pub struct Container {
    pub(super) name: String,
    image: Image,
    pub(super) ports: Vec<u16>,
    environment: BTreeMap<String, Val<String>>,
    secrets: BTreeMap<String, ContainerSecret>,
    health_check: Option<ContainerHealthCheck>,
    pub(super) scratch: Vec<String>,
    writable_root: bool,
    essential: bool,
    /// Properties that pass through unchanged, by their CloudFormation names.
    plain: Vec<(&'static str, Json)>,
    after: Vec<(String, &'static str)>,
}

/// A command by which a container says whether it is healthy.
#[derive(Clone, Debug)]
#[must_use = "it is part of a container"]
pub struct ContainerHealthCheck {
    command: Vec<String>,
    interval_seconds: u32,
    timeout_seconds: u32,
    retries: u32,
    start_period_seconds: u32,
}

impl ContainerHealthCheck {
    /// A command of the image's shell, each 30 seconds, with 5 seconds to end; 3 failures in a row make it unhealthy.
    pub fn shell(command: impl Into<String>) -> Self {
        Self::of(vec!["CMD-SHELL".to_owned(), command.into()])
    }

    /// A program of the image with its arguments, without a shell.
    pub fn program<A: Into<String>>(arguments: impl IntoIterator<Item = A>) -> Self {
        Self::of(std::iter::once("CMD".to_owned()).chain(arguments.into_iter().map(Into::into)).collect())
    }

    fn of(command: Vec<String>) -> Self {
        Self { command, interval_seconds: 30, timeout_seconds: 5, retries: 3, start_period_seconds: 0 }
    }

    /// 5 to 300.
    pub fn interval_seconds(mut self, seconds: u32) -> Self {
        self.interval_seconds = seconds;
        self
    }

    /// 2 to 60.
    pub fn timeout_seconds(mut self, seconds: u32) -> Self {
        self.timeout_seconds = seconds;
        self
    }

    /// 1 to 10.
    pub fn retries(mut self, count: u32) -> Self {
        self.retries = count;
        self
    }

    /// How long failures do not count after the start: 0 to 300.
    pub fn start_period_seconds(mut self, seconds: u32) -> Self {
        self.start_period_seconds = seconds;
        self
    }

    fn property(self) -> definition::HealthCheck {
        definition::HealthCheck::new()
            .command(self.command)
            .interval(self.interval_seconds)
            .timeout(self.timeout_seconds)
            .retries(self.retries)
            .start_period(self.start_period_seconds)
    }
}

impl Container {
    pub fn new(name: impl Into<String>, image: Image) -> Self {
        Self {
            name: name.into(),
            image,
            ports: Vec::new(),
            environment: BTreeMap::new(),
            secrets: BTreeMap::new(),
            health_check: None,
            scratch: Vec::new(),
            writable_root: false,
            essential: true,
            plain: Vec::new(),
            after: Vec::new(),
        }
    }

    fn plain(mut self, name: &'static str, value: Json) -> Self {
        self.plain.retain(|(known, _)| *known != name);
        self.plain.push((name, value));
        self
    }

    /// A TCP port it listens on. Others call a service at the first port of its main container.
    pub fn port(mut self, port: u16) -> Self {
        self.ports.push(port);
        self
    }

    /// A variable of its environment.
    pub fn environment(mut self, name: impl Into<String>, value: impl IntoVal<String>) -> Self {
        self.environment.insert(name.into(), value.into_val());
        self
    }

    /// A variable of its environment that is fetched when the task starts.
    pub fn secret(mut self, name: impl Into<String>, secret: impl Into<ContainerSecret>) -> Self {
        self.secrets.insert(name.into(), secret.into());
        self
    }

    pub fn health_check(mut self, health_check: ContainerHealthCheck) -> Self {
        self.health_check = Some(health_check);
        self
    }

    /// An empty directory that it may write to, gone with the task.
    pub fn scratch(mut self, path: impl Into<String>) -> Self {
        self.scratch.push(path.into());
        self
    }

    /// Lets it write to its root.
    pub fn writable_root(mut self) -> Self {
        self.writable_root = true;
        self
    }

    /// The user it runs as, such as `1000:1000`; the image's unless given.
    pub fn user(self, user: impl Into<String>) -> Self {
        self.plain("User", Json::from(user.into()))
    }

    /// Replaces the image's command.
    pub fn command<A: Into<String>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.plain("Command", Json::list(arguments.into_iter().map(|argument| Json::from(argument.into()))))
    }

    /// Replaces the image's entry point.
    pub fn entry_point<A: Into<String>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.plain(
            "EntryPoint",
            Json::list(arguments.into_iter().map(|argument| Json::from(argument.into()))),
        )
    }

    pub fn working_directory(self, path: impl Into<String>) -> Self {
        self.plain("WorkingDirectory", Json::from(path.into()))
    }

    /// Takes all Linux capabilities from it, which Docker gives to root and programs that root owns.
    pub fn without_capabilities(self) -> Self {
        self.plain("LinuxParameters", json!({"Capabilities": {"Drop": ["ALL"]}}))
    }

    /// How long it may take to stop before it is killed: up to 120, and 30 unless given.
    pub fn stop_timeout_seconds(self, seconds: u32) -> Self {
        self.plain("StopTimeout", Json::Number(seconds.into()))
    }

    /// Its share of the task's CPU, in units of 1/1,024.
    pub fn cpu(self, units: u32) -> Self {
        self.plain("Cpu", Json::Number(units.into()))
    }

    /// The memory beyond which it is killed, in MiB.
    pub fn memory_limit(self, mib: u32) -> Self {
        self.plain("Memory", Json::Number(mib.into()))
    }

    /// Lets the task continue when this container stops.
    pub fn optional(mut self) -> Self {
        self.essential = false;
        self
    }

    /// Starts it after another container of the task, and stops it before that one.
    pub fn after_start(mut self, container: impl Into<String>) -> Self {
        self.after.push((container.into(), "START"));
        self
    }

    /// Starts it only when another container of the task is healthy.
    pub fn after_healthy(mut self, container: impl Into<String>) -> Self {
        self.after.push((container.into(), "HEALTHY"));
        self
    }

    /// Starts it only when another container of the task, such as a migration, has succeeded.
    pub fn after_success(mut self, container: impl Into<String>) -> Self {
        self.after.push((container.into(), "SUCCESS"));
        self
    }

    /// The name of the volume behind a scratch directory.
    pub(super) fn volume(&self, index: usize) -> String {
        format!("{}-scratch-{}", self.name, index + 1)
    }

    pub(super) fn define(
        self,
        scope: &Scope,
        role: Option<&RoleHandle>,
        logs: &LogGroupHandle,
    ) -> Val<definition::ContainerDefinition> {
        let mounts = self.scratch.iter().enumerate().map(|(index, path)| {
            definition::MountPoint::new()
                .container_path(path)
                .source_volume(self.volume(index))
                .read_only(false)
        });
        let mounts: Vec<_> = mounts.collect();
        let options = [
            ("awslogs-group", logs.log_group_name().into_val()),
            ("awslogs-region", scope.stack().region()),
            ("awslogs-stream-prefix", Val::of(Json::from(self.name.clone()))),
        ];
        let mut container = definition::ContainerDefinition::new()
            .image(self.image.pulled_by(role, scope))
            .name(self.name)
            .essential(self.essential)
            .readonly_root_filesystem(!self.writable_root)
            .log_configuration(definition::LogConfiguration::new().log_driver("awslogs").options(options));
        let port =
            |port| definition::PortMapping::new().container_port(port).protocol(definition::Protocol::Tcp);
        if !self.ports.is_empty() {
            container = container.port_mappings(self.ports.into_iter().map(port).collect::<Vec<_>>());
        }
        if !self.environment.is_empty() {
            let variables = self
                .environment
                .into_iter()
                .map(|(name, value)| definition::KeyValuePair::new().name(name).value(value));
            container = container.environment(variables.collect::<Vec<_>>());
        }
        if !self.secrets.is_empty() {
            let secrets = self.secrets.into_iter().map(|(name, secret)| {
                definition::Secret::new().name(name).value_from(secret.read_by(role, scope))
            });
            container = container.secrets(secrets.collect::<Vec<_>>());
        }
        if let Some(health_check) = self.health_check {
            container = container.health_check(health_check.property());
        }
        if !mounts.is_empty() {
            container = container.mount_points(mounts);
        }
        let container: Val<definition::ContainerDefinition> = container.into_val();
        let Json::Object(mut properties) = container.into_json() else { return Val::of(Json::Null) };
        properties.extend(self.plain.into_iter().map(|(name, value)| (name.into(), value)));
        if !self.after.is_empty() {
            let after = self.after.into_iter();
            let after =
                after.map(|(name, condition)| json!({"ContainerName": (name), "Condition": (condition)}));
            properties.insert("DependsOn".into(), Json::list(after));
        }
        Val::of(Json::Object(properties))
    }
}
