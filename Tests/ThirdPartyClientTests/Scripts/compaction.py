"""Lists and watches until the history it stands on is forgotten, then lists again and goes on."""
import time

from kubernetes import client, config
from kubernetes.client.rest import ApiException
from kubernetes.dynamic import DynamicClient

config.load_kube_config()
dynamic = DynamicClient(client.ApiClient())
instances = dynamic.resources.get(api_version="strata.dev/v1alpha1", kind="Instance")
where = {"namespace": "default"}


def label(name, value):
    instances.patch(name=name, body={"metadata": {"labels": {"n": str(value)}}},
                    content_type="application/merge-patch+json", **where)


def first_event(revision):
    """The first event after a revision; raises ApiException where that is too old."""
    for event in instances.watch(resource_version=revision, timeout=10, **where):
        return event["type"]


for name in ("a", "b", "c"):
    instances.create(body={"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": name},
                           "spec": {"site": "nowhere", "image": "busybox"}}, **where)
page = instances.get(limit=2, **where)
revision = page.metadata.resourceVersion
label("a", 0)
print("watched", first_event(revision))

# Time passes and things happen, until the server has forgotten what was at that revision.
end, count, expired = time.monotonic() + 60, 0, None
while expired is None and time.monotonic() < end:
    count += 1
    label("a", count)
    try:
        for event in instances.watch(resource_version=revision, timeout=1, **where):
            pass
    except ApiException as error:
        expired = error
print("expired", expired.status, expired.reason.split(":")[0])
try:
    instances.get(limit=2, _continue=page.metadata["continue"], **where)
    print("the page is still there")
except ApiException as error:
    print("expired page", error.status)

listed = instances.get(**where)
print("listed again", len(listed.items))
instances.delete(name="c", **where)
kinds = []
for event in instances.watch(resource_version=listed.metadata.resourceVersion, timeout=10, **where):
    kinds.append(event["type"])
    if event["type"] == "DELETED":
        break
print("watched", kinds[-1])
