"""Finds the kinds, creates instances and lists them in pages."""
from kubernetes import client, config
from kubernetes.dynamic import DynamicClient

config.load_kube_config()
dynamic = DynamicClient(client.ApiClient())
instances = dynamic.resources.get(api_version="strata.dev/v1alpha1", kind="Instance")
assert instances.name == "instances" and instances.namespaced and instances.short_names == ["inst"], instances
assert dynamic.resources.get(api_version="v1", kind="Secret").namespaced
assert not dynamic.resources.get(api_version="strata.dev/v1alpha1", kind="Site").namespaced
print("kinds ok")

for number in range(20):
    name = f"py{number:02}"
    made = instances.create(namespace="default", body={
        "apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": name},
        "spec": {"site": "nowhere", "image": "busybox"}})
    assert made.metadata.name == name and made.spec.power == "Running"

names, sizes, revisions, token = [], [], set(), None
while True:
    page = instances.get(namespace="default", limit=7, _continue=token)
    names += [item.metadata.name for item in page.items]
    sizes.append(len(page.items))
    revisions.add(page.metadata.resourceVersion)
    if len(sizes) == 1:
        # Pages show the moment of the first, whatever happens between.
        instances.delete(namespace="default", name="py19")
        instances.patch(namespace="default", name="py10", body={"metadata": {"labels": {"a": "b"}}},
                        content_type="application/merge-patch+json")
    token = page.metadata["continue"]
    if not token:
        break
print("pages", *sizes)
print("names", len(set(names)))
print("revisions", len(revisions))
exact = instances.get(namespace="default", resource_version=revisions.pop(),
                      query_params=[("resourceVersionMatch", "Exact")])
print("exact", len(exact.items))
