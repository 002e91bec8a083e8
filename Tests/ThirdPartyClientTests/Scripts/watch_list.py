"""Opens a watch as client-go's informers do since Kubernetes 1.35: the list is the beginning of the watch."""
import json

from kubernetes import client, config

config.load_kube_config()
api = client.ApiClient()
# The generated client has no parameter for initial events: its connection, with the right certificates, is used directly.
http = api.rest_client.pool_manager
url = api.configuration.host + "/apis/strata.dev/v1alpha1/namespaces/default/instances"

watch = http.request("GET", url, fields={
    "watch": "true", "sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan", "allowWatchBookmarks": "true",
    "timeoutSeconds": "20"}, preload_content=False)
pending = b""
for chunk in watch.stream(None):
    pending += chunk
    *lines, pending = pending.split(b"\n")
    for line in lines:
        event = json.loads(line)
        metadata = event["object"]["metadata"]
        if event["type"] == "BOOKMARK":
            print("BOOKMARK", metadata["annotations"]["k8s.io/initial-events-end"])
            http.request("POST", url, headers={"Content-Type": "application/json"}, body=json.dumps({
                "apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "c"},
                "spec": {"site": "nowhere", "image": "busybox"}}))
        elif event["type"] == "ADDED":
            print("ADDED", metadata["name"])
            if metadata["name"] == "c":
                raise SystemExit(0)
