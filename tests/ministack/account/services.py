"""Services of ECS: a stack waits until one is steady, and its tasks are found in Cloud Map."""

import http.client
import json
import threading
import time

from ministack.services import alb, ecs, servicediscovery

from . import containers
from .provisioning import handle, known

KIND = "AWS::ECS::Service"
# In seconds.
PATIENCE = 180
one_at_a_time = threading.Lock()


def install():
    before = known(KIND)

    def steady(id, properties):
        service = ecs._services[key(id)]
        service["_registries"] = [it["RegistryArn"] for it in properties.get("ServiceRegistries", [])]
        wait_until_steady(service, properties)
        ecs._sync_service_targets(service["clusterArn"].rsplit("/", 1)[-1], service)

    def create(logical_id, properties, stack):
        made = before["create"](logical_id, properties, stack)
        steady(made[0], properties)
        return made

    def update(id, old, new, stack):
        made = before["update"](id, old, new, stack)
        steady(id, new)
        return made

    handle(KIND, waits=True, create=create, update=update)
    register_tasks()
    filter_healthy_or_all()


def key(arn):
    return "/".join(arn.rsplit("/", 2)[-2:])


def wait_until_steady(service, properties):
    """Ends once the wanted tasks run and answer their health checks. Raises if the circuit breaker keeps the old ones."""
    deadline = time.monotonic() + PATIENCE
    wanted = properties["TaskDefinition"]
    while time.monotonic() < deadline:
        failed = [it for it in service["deployments"] if it["rolloutState"] == "FAILED" and it["taskDefinition"] == wanted]
        if failed:
            reason = failed[0]["rolloutStateReason"]
            raise RuntimeError(f"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered': {reason}")
        primary = ecs._primary_deployment(service)
        is_current = primary and primary["taskDefinition"] == wanted and primary["rolloutState"] == "COMPLETED"
        if is_current and primary["runningCount"] == service["desiredCount"] and healthy(service):
            return
        time.sleep(0.1)
    stopped = {it["stoppedReason"] for it in list(ecs._tasks.values()) if it.get("stoppedReason")}
    raise RuntimeError(f"{service['serviceName']} did not become steady: {service['deployments']}; tasks stopped: {stopped}")


def healthy(service):
    """Whether all tasks pass their own health checks and those of the load balancer."""
    if not all(containers.healthy(task) for task in tasks(service)):
        return False
    for balanced in service.get("loadBalancers") or []:
        group = alb._tgs[balanced["targetGroupArn"]]
        for task in tasks(service):
            connection = http.client.HTTPConnection(ecs._task_ip(task), balanced["containerPort"], timeout=1)
            try:
                connection.request("GET", group["HealthCheckPath"])
                if connection.getresponse().status != 200:
                    return False
            except OSError:
                return False
            finally:
                connection.close()
    return True


def tasks(service):
    group = f"service:{service['serviceName']}"
    return [
        it
        for it in list(ecs._tasks.values())
        if it.get("group") == group and it.get("clusterArn") == service["clusterArn"] and it.get("lastStatus") == "RUNNING"
    ]


def register_tasks():
    sync = ecs._sync_service_targets

    def sync_service_targets(cluster, service):
        sync(cluster, service)
        wanted = {}
        if service.get("status") == "ACTIVE":
            wanted = {it["taskArn"].rsplit("/", 1)[-1]: ecs._task_ip(it) for it in tasks(service)}
        for registry in service.get("_registries", []):
            register(registry, service, wanted)

    ecs._sync_service_targets = sync_service_targets


def filter_healthy_or_all():
    """The filter HEALTHY_OR_ELSE_ALL, which the server does not know."""
    discover = servicediscovery._discover_instances

    def found(data, filter):
        answer = discover({**data, "HealthStatus": filter})
        return answer, len(json.loads(answer[2]).get("Instances", []))

    def discover_instances(data):
        if data.get("HealthStatus") != "HEALTHY_OR_ELSE_ALL":
            return discover(data)
        answer, count = found(data, "HEALTHY")
        return answer if count else found(data, "ALL")[0]

    servicediscovery._discover_instances = discover_instances


def register(registry, service, wanted):
    """Makes a service's entry in Cloud Map have just these tasks."""
    entry = registry.rsplit("/", 1)[-1]
    with one_at_a_time:
        there = service.setdefault("_registered", {}).setdefault(entry, set())
        for task in there - set(wanted):
            servicediscovery._deregister_instance({"ServiceId": entry, "InstanceId": task})
        for task in set(wanted) - there:
            attributes = {"AWS_INSTANCE_IPV4": wanted[task], "AWS_INIT_HEALTH_STATUS": "HEALTHY"}
            servicediscovery._register_instance({"ServiceId": entry, "InstanceId": task, "Attributes": attributes})
        there.clear()
        there.update(wanted)
