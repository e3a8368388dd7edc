"""A log group can be deleted while programs still write to others, which disturbs the server's way of counting them."""

from .provisioning import handle, known

KIND = "AWS::Logs::LogGroup"


def install():
    before = known(KIND)["delete"]

    def delete(id, properties):
        while True:
            try:
                return before(id, properties)
            except RuntimeError as error:
                if "changed size during iteration" not in str(error):
                    raise

    handle(KIND, delete=delete)
