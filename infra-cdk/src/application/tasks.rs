//! A service on Fargate.

use std::time::Duration;

use cdk::Stack;
use cdk::constructs::{Architecture, Container, ContainerHealthCheck, FargateService, Image, Scaling};
use contract::service::Service;
use contract::settings::{Actuator, Server, ServiceSettings, variable_name};

use super::{Application, collector};
use crate::app::Clinic;
use crate::cloud_map::CloudMap;
use crate::environment::Release;
use crate::security::Security;
use crate::{functions, names};

/// The image's own user: see the Dockerfile.
const USER: &str = "65532:65532";

/// How long a task has at least from SIGTERM to its end, in seconds.
const STOP: u64 = 30;
/// The most that Fargate gives it, in seconds.
const STOP_AT_MOST: u64 = 120;
/// What is left of it after the service has drained.
const MARGIN: Duration = Duration::from_secs(5);

/// What a service stands in.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) application: &'a Application,
    pub(super) security: &'a Security,
    pub(super) cloud_map: &'a CloudMap,
}

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    Around { application, security, cloud_map }: Around<'_>,
    (service, settings): (Service, &ServiceSettings),
) -> FargateService {
    let environment = clinic.environment;
    let tasks = environment.tasks;
    let prometheus = application.prometheus.as_ref();
    if prometheus.is_some() && !settings.actuator.loopback {
        stack.fail(format!(
            "the collector beside {service} reads its metrics for Prometheus, which the setting {} forbids",
            Actuator::LOOPBACK.name
        ));
    }
    let collector = collector::of(clinic, service, settings, prometheus);
    let mut container = container(stack, clinic, service, settings);
    if collector.is_some() {
        // Stopped after the service, it takes the service's last traces.
        container = container.after_start(collector::NAME);
    }
    let mut running = FargateService::new(&application.cluster, tasks.size, container)
        .name(names::program(clinic.env(), service))
        .log_group(functions::log_group_of(clinic, security, service))
        .balanced_over_zones();
    running = match environment.release {
        Release::None => running.desired_count(0),
        _ => running.scaling(Scaling::between(tasks.least, tasks.most).on_cpu(tasks.cpu_percent)),
    };
    if let Some(collector) = collector {
        running = running.sidecar(collector);
    }
    if let (Some(task), Some(execution)) = (security.roles.of(service), security.roles.execution_of(service))
    {
        running = running.roles(task, execution);
    }
    if let Some(group) = security.groups.of(service) {
        running = running.security_group(group);
    }
    if let Some(entry) = cloud_map.services.get(&service) {
        running = running.registered_in(entry);
    }
    running = if tasks.spot { running.spot_beyond(1) } else { running.on_demand() };
    if environment.topology.architecture == Architecture::X86_64 {
        running = running.x86();
    }
    running
}

fn container(stack: &Stack, clinic: &Clinic<'_>, service: Service, settings: &ServiceSettings) -> Container {
    let port = service.port().unwrap_or(80);
    let tag = match &clinic.environment.release {
        Release::Tag(tag) => tag,
        Release::Own | Release::None => clinic.artifacts.image_tag(),
    };
    let drained = settings.server.drain_deadline + MARGIN;
    let stop = drained.as_secs().max(STOP);
    if stop > STOP_AT_MOST {
        stack.fail(format!(
            "{service} may take {} s to drain by its setting {}, and Fargate gives it {STOP_AT_MOST} s to stop",
            drained.saturating_sub(MARGIN).as_secs(),
            Server::DRAIN_DEADLINE.name
        ));
    }
    Container::new(service.program(), Image::repository(names::repository(clinic.env(), service), tag))
        .port(port)
        .user(USER)
        .without_capabilities()
        .environment("PETCLINIC_ENV", clinic.env())
        // The health check inside the container reads no parameters.
        .environment(variable_name(Server::PORT), port.to_string())
        .health_check(ContainerHealthCheck::program(["/service", "health"]).start_period_seconds(30))
        .stop_timeout_seconds(u32::try_from(stop).unwrap_or(u32::MAX))
}
