"""How this package's own ways of making a resource become part of ministack's."""

from ministack.services.cloudformation import provisioners, stacks

_calls_back = set()


def handle(kind, *, waits=False, **actions):
    """Replaces how a resource type is created, updated or deleted.

    Actions that call this server, or wait for what does, need a thread of their own: `waits`.
    """
    all_kinds = provisioners._RESOURCE_HANDLERS
    all_kinds[kind] = {**all_kinds.get(kind, {}), **actions}
    if waits:
        _calls_back.add(kind)


def known(kind):
    return dict(provisioners._RESOURCE_HANDLERS[kind])


def install():
    before = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda kind: kind in _calls_back or before(kind)
