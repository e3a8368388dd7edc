"""The intrinsic functions that moto lacks or gets wrong."""

import ipaddress

from moto.cloudformation import parsing

ZONES = "abc"


def install():
    known = parsing.clean_json

    def clean_json(value, resources):
        if isinstance(value, dict) and len(value) == 1:
            [(name, argument)] = value.items()
            function = FUNCTIONS.get(name)
            if function:
                return function(known(argument, resources), resources)
        return known(value, resources)

    # Looked up by its name on each recursion.
    parsing.clean_json = clean_json


def zones(region, resources):
    """moto takes the region as it stands, even if it is a reference."""
    return [f"{region or resources['AWS::Region']}{letter}" for letter in ZONES]


def cidr(argument, _resources):
    block, count, bits = argument if len(argument) == 3 else [*argument, 8]
    subnets = ipaddress.ip_network(block).subnets(new_prefix=32 - int(bits))
    return [str(next(subnets)) for _ in range(int(count))]


def length(argument, _resources):
    return len(argument)


FUNCTIONS = {"Fn::GetAZs": zones, "Fn::Cidr": cidr, "Fn::Length": length}
