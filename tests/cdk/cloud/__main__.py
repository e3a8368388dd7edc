"""Serves like moto_server: python -m cloud -H 127.0.0.1 -p PORT"""

from moto.server import main

from cloud import functions, resources, stacks

functions.install()
resources.install()
stacks.install()
main()
