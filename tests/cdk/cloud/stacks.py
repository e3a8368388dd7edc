"""Stacks that end in the state that AWS would leave them in, whichever way they are deployed."""

import json

from moto.cloudformation import models, parsing, responses
from moto.cloudformation.exceptions import CloudFormationError, ValidationError
from moto.core.responses import ActionResult, EmptyResult

Stack = models.Stack
# Policies that leave a resource behind when its stack goes.
KEEPS = {"Retain", "RetainExceptOnCreate", "Snapshot"}


def install():
    patch_stack(models.Stack)
    patch_change_set(models.ChangeSet)
    patch_resources(parsing.ResourceMap)
    patch_backend(models.CloudFormationBackend)
    patch_actions(responses.CloudFormationResponse)


def patch_stack(stack):
    as_yaml = stack.parse_template

    def parse_template(template):
        # moto reads JSON as YAML, which takes a second for a large template.
        return json.loads(template) if template.lstrip().startswith("{") else as_yaml(template)

    stack.parse_template = staticmethod(parse_template)


def patch_change_set(change_set):
    def parse(self):
        self.template_dict = Stack.parse_template(self.template)

    change_set._parse_template = parse


def patch_resources(resources):
    by_name = resources.parse_ssm_parameter

    def parse_ssm_parameter(self, value, value_type):
        # A change set that keeps a parameter's previous value is handed what was read, no longer the parameter's name.
        parameters = parsing.ssm_backends[self._account_id][self._region_name]
        return by_name(self, value, value_type) if parameters.get_parameter(value) else value

    def delete(self):
        """In the opposite order of creation; what something else still holds on to is tried again."""
        left = [it for it in reversed(self._parsed_resources) if it in self._resource_json_map]
        left = [it for it in left if self._resource_json_map[it].get("DeletionPolicy") not in KEEPS]
        while left:
            failed, error = [], None
            for name in left:
                try:
                    delete_resource(self, self._parsed_resources[name], self._resource_json_map[name])
                except Exception as problem:
                    failed, error = [*failed, name], problem
            if len(failed) == len(left):
                raise ValidationError(message=f"cannot delete {', '.join(failed)}: {error!r}")
            left = failed

    def delete_resource(self, resource, declared):
        if declared["Type"] == "AWS::EC2::RouteTable":
            # moto leaves it, and would then refuse to delete the network.
            resource.associations.clear()
            resource.ec2_backend.delete_route_table(resource.id)
        else:
            self._delete_resource(resource, declared)

    resources.parse_ssm_parameter = parse_ssm_parameter
    resources.delete = delete


def patch_backend(backend):
    make_change_set = backend.create_change_set

    def resolve(self, instance, incoming_params):
        # A parameter that was left to its default has no previous value.
        known = instance.parameters
        values = {it["ParameterKey"]: it.get("ParameterValue", known.get(it["ParameterKey"])) for it in incoming_params}
        return {key: value for key, value in values.items() if value is not None}

    def create_stack(self, name, template, parameters, **options):
        if any(it.name == name for it in self.stacks.values()):
            raise models.AlreadyExistsException(f"Stack {name} already exists")
        stack_id = models.generate_stack_id(name, self.region_name, self.account_id)
        stack = Stack(stack_id, name, {}, parameters, self.account_id, self.region_name)
        self.stacks[stack_id] = stack
        options.pop("timeout_in_mins", None)
        stack.policy = options.pop("stack_policy_body", None) or ""
        stack.enable_termination_protection = bool(options.pop("enable_termination_protection", False))
        apply(self, stack, "CREATE", template, parameters, **options)
        return stack

    def update_stack(self, name, template, role_arn, parameters, tags):
        stack = self.get_stack(name)
        apply(self, stack, "UPDATE", template, self._resolve_update_parameters(stack, parameters), tags, role_arn)
        return stack

    def create_change_set(self, stack_name, change_set_name, template, parameters, change_set_type, **options):
        if change_set_type == "UPDATE":
            stack = self.get_stack(stack_name)
            known = stack.stack_parameters
            parameters = {key: it for key, it in parameters.items() if key in stack.parameters or it != known.get(key)}
        else:
            # A stack that only has change sets is taken up again.
            for stack_id in [it for it, stack in self.stacks.items() if stack.name == stack_name]:
                if self.stacks[stack_id].status != "REVIEW_IN_PROGRESS":
                    raise models.AlreadyExistsException(f"Stack {stack_name} already exists")
                del self.stacks[stack_id]
        return make_change_set(
            self, stack_name, change_set_name, template, parameters, change_set_type=change_set_type, **options
        )

    def execute_change_set(self, change_set_name, stack_name=None):
        it = self.change_sets[change_set_name]
        apply(self, self.stacks[it.stack_id], it.change_set_type, it.template, it.parameters, it.tags, it.role_arn)
        it.execution_status = "EXECUTE_COMPLETE"

    def delete_stack(self, name_or_stack_id):
        found = [it for it in self.stacks.values() if name_or_stack_id in (it.name, it.stack_id)]
        for stack in found:
            if stack.enable_termination_protection:
                problem = f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
                raise ValidationError(message=problem)
            delete(self, stack)

    for method in (create_stack, update_stack, create_change_set, execute_change_set, delete_stack):
        setattr(backend, method.__name__, method)
    backend._resolve_update_parameters = resolve


def apply(backend, stack, action, template, parameters, tags=None, role_arn=None, notification_arns=None):
    """Creates or updates all in a stack. What goes wrong is told by the stack's state: AWS has answered by then."""
    stack._add_stack_event(f"{action}_IN_PROGRESS", resource_status_reason="User Initiated")
    stack.cross_stack_resources = backend.exports
    before = stack.template
    stack.template = template
    stack.parameters = parameters
    stack.role_arn = role_arn
    stack.tags = stack.tags if tags is None else tags
    try:
        stack._parse_template()
        if action == "CREATE":
            stack.resource_map = stack._create_resource_map()
            stack.resource_map.create(stack.template_dict)
        else:
            stack.resource_map.update(stack.template_dict, parameters)
        stack.output_map = stack._create_output_map()
        publish(backend, stack)
    except Exception as problem:
        stack.status = "ROLLBACK_COMPLETE" if action == "CREATE" else "UPDATE_ROLLBACK_COMPLETE"
        stack._add_stack_event(stack.status, resource_status_reason=f"{type(problem).__name__}: {problem}")
        stack.template = before
        return
    stack.description = stack.template_description
    stack.status = f"{action}_COMPLETE"
    stack._add_stack_event(stack.status)


def publish(backend, stack):
    exports = {it.name: it for it in stack.exports}
    for name, export in list(backend.exports.items()):
        if export.exporting_stack_id != stack.stack_id:
            if name in exports:
                raise ValidationError(message=f"Export with name {name} is already exported by another stack")
        elif name not in exports:
            refuse_if_imported(backend, stack, name, "deleted")
            del backend.exports[name]
        elif exports[name].value != export.value:
            refuse_if_imported(backend, stack, name, "updated")
    backend.exports.update(exports)


def refuse_if_imported(backend, stack, name, done):
    for other in backend.stacks.values():
        if other is not stack and {"Fn::ImportValue": name} in parts(other.template_dict):
            raise ValidationError(message=f"Export {name} cannot be {done} as it is in use by {other.name}")


def parts(value):
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from parts(part)


def delete(backend, stack):
    stack._add_stack_event("DELETE_IN_PROGRESS", resource_status_reason="User Initiated")
    own = [name for name, it in backend.exports.items() if it.exporting_stack_id == stack.stack_id]
    try:
        for name in own:
            refuse_if_imported(backend, stack, name, "deleted")
        stack.resource_map.delete()
    except Exception as problem:
        stack.status = "DELETE_FAILED"
        stack._add_stack_event("DELETE_FAILED", resource_status_reason=str(problem))
        return
    for name in own:
        del backend.exports[name]
    for key in [it for it, change_set in backend.change_sets.items() if change_set.stack_id == stack.stack_id]:
        del backend.change_sets[key]
    stack.status = "DELETE_COMPLETE"
    stack._add_stack_event("DELETE_COMPLETE")
    backend.deleted_stacks[stack.stack_id] = backend.stacks.pop(stack.stack_id)


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


def patch_actions(actions):
    def found(self):
        """The id of the change set that is asked for; moto would look for its name among those of all stacks."""
        name, stack = self._get_param("ChangeSetName"), self._get_param("StackName")
        for key, it in self.cloudformation_backend.change_sets.items():
            if name == key or (name == it.change_set_name and stack in (it.stack_name, it.stack_id)):
                return key
        raise ChangeSetNotFound(f"ChangeSet [{name}] does not exist")

    def describe_change_set(self):
        return ActionResult(self.cloudformation_backend.change_sets[found(self)])

    def execute_change_set(self):
        self.cloudformation_backend.execute_change_set(found(self))
        return EmptyResult()

    def delete_change_set(self):
        try:
            del self.cloudformation_backend.change_sets[found(self)]
        except ChangeSetNotFound:
            pass
        return EmptyResult()

    def update_termination_protection(self):
        stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
        stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection", False)
        return ActionResult({"StackId": stack.stack_id})

    for action in (describe_change_set, execute_change_set, delete_change_set, update_termination_protection):
        setattr(actions, action.__name__, action)
