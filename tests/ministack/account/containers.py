"""What ECS asks of Docker, done with processes of this machine: a task's container runs the program that its image names.

Each container has a loopback address of its own, as a task in a VPC has. Images of other registries cannot be had here; their
containers are there, and do nothing. Users, capabilities, read-only file systems and limits of memory are not applied.
"""

import collections
import hashlib
import itertools
import json
import subprocess
import threading
import uuid

from ministack.core.responses import get_account_id, get_region
from ministack.services import alb, ecs, imds

from . import sessions
from .settings import IMAGES, PORT, URL

REGISTRY = ".dkr.ecr."
SERVICE = "ecs-tasks.amazonaws.com"
# Each server has a part of loopback to itself: the number of its port is unique on this machine.
NETWORK = f"127.{PORT // 256}.{PORT % 256}"
NUMBERS = itertools.count(1)
# The latest lines that a container has printed.
KEPT = 10_000
# The credentials of tasks by the last part of their address.
CREDENTIALS = {}


class Image:
    def __init__(self, digest, program=None):
        self.id = digest
        self.program = program

    def tag(self, repository, tag):
        return True


class Images:
    def __init__(self):
        self.pulled = {}

    def get_registry_data(self, name, **_):
        return self.pull(name)

    def get(self, name):
        return self.pulled[name]

    def pull(self, name, **_):
        if name in self.pulled:
            return self.pulled[name]
        host, _, path = name.partition("/")
        if REGISTRY not in host:
            image = Image("sha256:" + hashlib.sha256(name.encode()).hexdigest())
        else:
            repository, _, tag = path.rpartition(":")
            program = IMAGES / repository / tag
            if not program.is_file():
                raise LookupError(f"{name}: not found")
            image = Image("sha256:" + hashlib.sha256(program.read_bytes()).hexdigest(), program)
        for known in (name, f"{ecs._image_repository(name)}@{image.id}"):
            self.pulled[known] = image
        return image


class Container:
    """A process, or nothing at all if there is no program."""

    def __init__(self, image, environment, command):
        self.id = uuid.uuid4().hex
        self.address = f"{NETWORK}.{next(NUMBERS)}"
        self.program = image.program
        # The address stands for the network of its own that a container has. On loopback, a program answers for no other hosts.
        self.environment = {
            "PETCLINIC_SERVER_HOST": self.address,
            "PETCLINIC_SERVER_ALLOWED_HOSTS": ",".join(balancer["DNSName"] for balancer in alb._lbs.values()),
            **environment,
        }
        self.lines = collections.deque(maxlen=KEPT)
        self.printed = 0
        self.written = threading.Condition()
        self.process = None
        self.ended = False
        if self.program:
            self.process = subprocess.Popen(
                [self.program, *(command or [])],
                env=self.environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            with self.written:
                self.lines.append(line)
                self.printed += 1
                self.written.notify_all()
        with self.written:
            self.ended = True
            self.written.notify_all()

    def is_healthy(self, command):
        """Runs the health check of a container definition. An image holds nothing but its program, /service."""
        if self.program is None:
            return True
        kind, program, *arguments = command
        if (kind, program) != ("CMD", "/service"):
            raise ValueError(f"cannot run {command}")
        return subprocess.run([self.program, *arguments], env=self.environment, capture_output=True).returncode == 0

    @property
    def attrs(self):
        return {"NetworkSettings": {"Networks": {"vpc": {"IPAddress": self.address}}}}

    @property
    def status(self):
        return "running" if self.process is None or self.process.poll() is None else "exited"

    def reload(self):
        pass

    def wait(self):
        return {"StatusCode": self.process.wait()}

    def stop(self, timeout):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def remove(self, **_):
        self.stop(0)

    def logs(self, stream=False, tail=KEPT, **_):
        if stream:
            return self._follow()
        return b"".join(list(self.lines)[-tail:])

    def _follow(self):
        seen = 0
        while True:
            with self.written:
                self.written.wait_for(lambda: self.printed > seen or self.ended)
                new = list(self.lines)[-(self.printed - seen) :] if self.printed > seen else []
                seen = self.printed
            if not new:
                return
            yield from new


class Containers:
    def __init__(self, images):
        self.images = images
        self.running = {}

    def run(self, image, *, environment, labels, command=None, **_):
        task = labels["com.amazonaws.ecs.task-arn"]
        own = {
            **environment,
            **started_by_ecs(task, image),
            "AWS_ENDPOINT_URL": URL,
            "AWS_REGION": get_region(),
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        container = Container(self.images.pull(image), own, command)
        self.running[container.id] = container
        return container

    def get(self, id):
        return self.running[id]

    def list(self, **_):
        return []


class Docker:
    def __init__(self):
        self.images = Images()
        self.containers = Containers(self.images)


def started_by_ecs(task, image):
    """Judges what ECS does by a task's execution role before the program runs, and gives the task a session of its own role."""
    definition = ecs._task_defs[ecs._resolve_td_key(ecs._tasks[task]["taskDefinitionArn"])]
    execution, own = definition["executionRoleArn"], definition["taskRoleArn"]
    sessions.require_trust(execution, SERVICE, task)
    host, _, path = image.partition("/")
    if REGISTRY in host:
        repository = f"arn:aws:ecr:{get_region()}:{get_account_id()}:repository/{ecs._image_repository(path)}"
        sessions.require(execution, "ecr:GetAuthorizationToken", "*")
        for action in ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"):
            sessions.require(execution, action, repository)
    for container in definition["containerDefinitions"]:
        options = container["logConfiguration"]["options"]
        log = f"arn:aws:logs:{options['awslogs-region']}:{get_account_id()}:log-group:{options['awslogs-group']}"
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            sessions.require(execution, action, f"{log}:log-stream:{options['awslogs-stream-prefix']}/any")
        for secret in container.get("secrets", []):
            sessions.require(execution, "secretsmanager:GetSecretValue", ":".join(secret["valueFrom"].split(":")[:7]))
    name = task.rsplit("/", 1)[-1]
    if name not in CREDENTIALS:
        sessions.require_trust(own, SERVICE, task)
        CREDENTIALS[name] = sessions.opened(own, name)
    return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{URL}/v2/credentials/{name}"}


DOCKER = Docker()


def healthy(task):
    """Whether the health checks of all containers of a task pass."""
    definition = ecs._task_defs[ecs._resolve_td_key(task["taskDefinitionArn"])]
    started = [DOCKER.containers.get(it) for it in task["_docker_ids"]]
    checked = zip(definition["containerDefinitions"], started, strict=True)
    # The server keeps this part of a template as it is written.
    return all(container.is_healthy(it["healthCheck"]["Command"]) for it, container in checked)


def install():
    ecs._get_docker = lambda: DOCKER
    handle = imds.handle_request

    async def handle_request(method, path, *rest):
        _, _, task = path.partition("/v2/credentials/")
        if task in CREDENTIALS:
            return 200, {"Content-Type": "application/json"}, json.dumps(CREDENTIALS[task]).encode()
        return await handle(method, path, *rest)

    imds.handle_request = handle_request
