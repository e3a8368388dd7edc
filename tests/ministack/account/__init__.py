"""ministack as an AWS account that the clinic's stacks can be deployed to, and in which what they declare runs.

ministack simulates AWS in one process: it keeps what a template declares, judges each call by the caller's policies, and runs
functions and data planes. Here resource types that it lacks can be deployed, tasks of ECS run as processes of this machine, a
database that runs already stands for Aurora, and a stand-in for models answers for Bedrock.

The environment says where things are; `settings.py` lists it.
"""
