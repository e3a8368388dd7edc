"""Serves like moto_server: python -m cloud -H 127.0.0.1 -p PORT"""

from moto.server import main

from cloud import attributes, functions, resources, stacks

attributes.install()
functions.install()
resources.install()
stacks.install()
main()
