"""Resource types that moto lacks.

Those that a program asks for at run time really come into being; all others only have a name and attributes.
"""

import json
import secrets
import string
import uuid

from moto.backends import get_backend
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel

ALPHABET = string.ascii_letters + string.digits
# moto's own models of these fail on what is usual: an instance of a cluster, a deployment of methods known in part.
REPLACED = {"AWS::ApiGateway::Deployment", "AWS::RDS::DBInstance"}


class Resource(CloudFormationModel):
    """A resource of any type, which accepts every property and answers for every attribute."""

    def __init__(self, name, kind, properties, account, region):
        self.name = name
        self.kind = kind
        self.properties = properties
        self.account = account
        self.region = region
        self.attributes = {}
        self.create()

    def create(self):
        """Lets it come into being where a program would look for it."""

    @property
    def backend(self):
        service = self.kind.split("::")[1].lower()
        return get_backend(service)[self.account][self.region]

    def arn(self):
        _, service, kind = self.kind.split("::")[:3]
        return f"arn:aws:{service.lower()}:{self.region}:{self.account}:{kind.lower()}/{self.name}"

    @property
    def physical_resource_id(self):
        return self.name

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return ""

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def get_cfn_attribute(self, name):
        if name in self.attributes:
            return self.attributes[name]
        if name.endswith("Arn"):
            return self.arn()
        if name.endswith("Port"):
            return "3306"
        return f"{self.name}.{name.lower()}"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **context):
        properties = cloudformation_json.get("Properties", {})
        return cls(resource_name, context["ResourceType"], properties, account_id, region_name)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        original_resource.properties = cloudformation_json.get("Properties", {})
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        raise NotImplementedError("a resource deletes itself")

    def delete(self, _account_id, _region_name):
        """Takes it away again."""


class NamedByArn(Resource):
    """A resource that `Ref` gives the ARN of."""

    def create(self):
        self.name = self.arn()


class Secret(Resource):
    def create(self):
        text = self.properties.get("SecretString", "{}")
        wanted = self.properties.get("GenerateSecretString")
        if wanted is not None:
            password = "".join(secrets.choice(ALPHABET) for _ in range(wanted.get("PasswordLength", 32)))
            text = password
            if "GenerateStringKey" in wanted:
                fields = json.loads(wanted.get("SecretStringTemplate", "{}"))
                text = json.dumps(fields | {wanted["GenerateStringKey"]: password})
        created = self.backend.create_secret(
            self.properties.get("Name", self.name),
            secret_string=text,
            secret_binary=None,
            description=self.properties.get("Description"),
            tags=None,
            kms_key_id=self.properties.get("KmsKeyId"),
            client_request_token=str(uuid.uuid4()),
            replica_regions=[],
            force_overwrite=False,
        )
        self.name = arn_of(created)
        self.attributes = {"Id": self.name}

    def delete(self, _account_id, _region_name):
        self.backend.delete_secret(self.name, recovery_window_in_days=None, force_delete_without_recovery=True)


def arn_of(created):
    """moto has answered with a secret, a pair and a text over time."""
    if isinstance(created, tuple):
        created = created[0]
    if isinstance(created, str):
        created = json.loads(created) if created.startswith("{") else {"ARN": created}
    return created["ARN"] if isinstance(created, dict) else created.arn


class TargetAttachment(Resource):
    """Writes into a secret where the database is that it opens."""

    def create(self):
        self.name = self.properties["SecretId"]
        secret = self.backend.get_secret_value(self.name, version_id=None, version_stage=None)
        fields = json.loads(secret["SecretString"]) | {
            "engine": "mysql",
            "host": f"{self.properties['TargetId']}.endpoint.address",
            "port": 3306,
        }
        self.backend.put_secret_value(
            self.name,
            secret_string=json.dumps(fields),
            secret_binary=None,
            client_request_token=str(uuid.uuid4()),
            version_stages=["AWSCURRENT"],
        )


class Namespace(Resource):
    def create(self):
        name = self.properties["Name"]
        common = {
            "name": name,
            "creator_request_id": str(uuid.uuid4()),
            "description": self.properties.get("Description", ""),
            "tags": [],
        }
        if self.kind.endswith("::PrivateDnsNamespace"):
            self.backend.create_private_dns_namespace(**common, vpc=self.properties["Vpc"], properties=None)
        elif self.kind.endswith("::PublicDnsNamespace"):
            self.backend.create_public_dns_namespace(**common, properties=None)
        else:
            self.backend.create_http_namespace(**common)
        created = [it for it in self.backend.list_namespaces() if it.name == name][-1]
        self.name = created.id
        self.attributes = {"Id": created.id, "Arn": created.arn}

    def delete(self, _account_id, _region_name):
        self.backend.delete_namespace(self.name)


class DiscoverableService(Resource):
    def create(self):
        dns = self.properties.get("DnsConfig", {})
        created = self.backend.create_service(
            name=self.properties["Name"],
            namespace_id=self.properties.get("NamespaceId") or dns.get("NamespaceId"),
            creator_request_id=str(uuid.uuid4()),
            description=self.properties.get("Description", ""),
            dns_config=dns,
            health_check_config=self.properties.get("HealthCheckConfig", {}),
            health_check_custom_config=self.properties.get("HealthCheckCustomConfig", {}),
            tags=[],
            service_type=None,
        )
        self.name = created.id
        self.attributes = {"Id": created.id, "Arn": created.arn, "Name": created.name}

    def delete(self, _account_id, _region_name):
        self.backend.delete_service(self.name)


class Custom(Resource):
    """A custom resource, whose function is not run. One of a parameter and a region answers with what that holds."""

    def get_cfn_attribute(self, name):
        if name == "Value" and {"Name", "Region"} <= self.properties.keys():
            wanted, region = self.properties["Name"], self.properties["Region"]
            found = get_backend("ssm")[self.account][region].get_parameter(wanted)
            if found is None:
                raise parsing.ValidationError(message=f"no parameter {wanted} in {region}")
            return found.value
        return super().get_cfn_attribute(name)


REAL = {
    "AWS::CertificateManager::Certificate": NamedByArn,
    "AWS::SecretsManager::Secret": Secret,
    "AWS::SecretsManager::SecretTargetAttachment": TargetAttachment,
    "AWS::ServiceDiscovery::HttpNamespace": Namespace,
    "AWS::ServiceDiscovery::PrivateDnsNamespace": Namespace,
    "AWS::ServiceDiscovery::PublicDnsNamespace": Namespace,
    "AWS::ServiceDiscovery::Service": DiscoverableService,
    "AWS::SNS::Subscription": NamedByArn,
    "AWS::WAFv2::WebACL": NamedByArn,
}


def install():
    known = parsing.resource_class_from_type

    def resource_class(kind):
        if kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource":
            return Custom
        if kind in REAL:
            return REAL[kind]
        if kind not in parsing.NULL_MODELS and (kind in REPLACED or kind not in parsing.get_model_map()):
            return Resource
        return known(kind)

    parsing.resource_class_from_type = resource_class
