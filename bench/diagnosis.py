"""Measures `sonde diagnose` on made-up clusters: time from process start to the last byte, and the most memory.

A cluster has 20 pods a node and about 10 objects a pod (pods, events, ReplicaSets, Services, slices, ConfigMaps, Secrets),
and 200 faults of eight sorts, spread over it. The generator uses no random numbers: the same size is the same cluster.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import machine

NOW = "2026-01-02T12:00:00Z"
MADE = "2026-01-02T10:00:00Z"
REPLICAS = 4
PER_NODE = 20
FAULTS = ("crash", "image", "registry", "oom", "probe", "config", "pending", "selector")


def meta(name, space=None, **more):
    made = {"name": name, "uid": f"{space}-{name}-{len(more)}", "creationTimestamp": MADE, "resourceVersion": "1"}
    if space:
        made["namespace"] = space
    return made | more


def owner(kind, name, uid, version="apps/v1"):
    return [{"apiVersion": version, "kind": kind, "name": name, "uid": uid, "controller": True, "blockOwnerDeletion": True}]


def container(app, fault, backend):
    spec = {
        "name": "app",
        "image": f"registry.example/team/{app}:1.4.2",
        "imagePullPolicy": "IfNotPresent",
        "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
        "env": [
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "BACKEND_URL", "value": f"http://{backend}:80/api"},
            {"name": "SETTING", "valueFrom": {"configMapKeyRef": {"name": f"{app}-config", "key": "missing" if fault == "config" else "setting"}}},
        ],
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
        "readinessProbe": {"httpGet": {"path": "/ready", "port": "http", "scheme": "HTTP"}, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3},
        "livenessProbe": {"httpGet": {"path": "/live", "port": "http", "scheme": "HTTP"}, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3},
        "volumeMounts": [{"name": "token", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": True}],
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    }
    if fault == "image":
        spec["image"] = f"registry.example/team/{app}:no-such-tag"
    if fault == "registry":
        spec["image"] = f"registry.gone.example/team/{app}:1"
    if fault == "pending":
        spec["resources"]["requests"]["cpu"] = "640"
    return spec


def pod_status(app, fault, node):
    waiting = {
        "image": ("ImagePullBackOff", f"failed to resolve reference: registry.example/team/{app}:no-such-tag: not found"),
        "registry": ("ImagePullBackOff", "dial tcp: lookup registry.gone.example: no such host"),
        "config": ("CreateContainerConfigError", f"couldn't find key missing in ConfigMap {app}-config"),
    }
    status = {"name": "app", "image": f"registry.example/team/{app}:1.4.2", "imageID": "sha256:" + "0" * 64, "restartCount": 0, "ready": True,
              "started": True, "lastState": {}, "state": {"running": {"startedAt": MADE}}}
    phase = "Running"
    if fault in waiting:
        reason, message = waiting[fault]
        status |= {"ready": False, "state": {"waiting": {"reason": reason, "message": message}}}
        phase = "Pending"
    elif fault in ("crash", "oom"):
        end = {"exitCode": 137 if fault == "oom" else 1, "reason": "OOMKilled" if fault == "oom" else "Error", "startedAt": "2026-01-02T11:55:00Z", "finishedAt": "2026-01-02T11:55:09Z"}
        status |= {"ready": False, "restartCount": 12, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": end}}
    elif fault == "probe":
        status |= {"ready": False}
    ready = "True" if status["ready"] else "False"
    if fault == "pending":
        return {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "lastTransitionTime": MADE,
                                                     "message": "0/500 nodes are available: 500 Insufficient cpu."}]}
    return {"phase": phase, "podIP": "10.0.0.1", "startTime": MADE, "hostIP": "192.0.2.1", "qosClass": "Burstable", "containerStatuses": [status],
            "conditions": [{"type": kind, "status": ready if "eady" in kind else "True", "lastTransitionTime": MADE}
                           for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")]}


def event(number, space, name, uid, reason, message, warning=False, count=1, field="spec.containers{app}"):
    return {"apiVersion": "v1", "kind": "Event", "metadata": meta(f"{name}.{number:x}", space), "reason": reason, "message": message,
            "type": "Warning" if warning else "Normal", "count": count, "firstTimestamp": MADE, "lastTimestamp": "2026-01-02T11:59:00Z" if warning else MADE,
            "involvedObject": {"apiVersion": "v1", "kind": "Pod", "name": name, "namespace": space, "uid": uid, "fieldPath": field},
            "source": {"component": "kubelet", "host": "node-1"}}


def objects(pods, faults):
    """All objects of a cluster, one after the other."""
    nodes = max(2, pods // PER_NODE)
    workloads = pods // REPLICAS
    spaces = max(1, workloads // 25)
    every = max(1, workloads // faults)
    for n in range(nodes):
        yield {"apiVersion": "v1", "kind": "Node", "metadata": meta(f"node-{n}", labels={"kubernetes.io/hostname": f"node-{n}", "topology.kubernetes.io/zone": f"zone-{n % 3}"}),
               "spec": {}, "status": {"allocatable": {"cpu": "16", "memory": "64Gi", "pods": "110"}, "capacity": {"cpu": "16", "memory": "64Gi", "pods": "110"},
                                      "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": MADE, "lastHeartbeatTime": NOW, "reason": "KubeletReady", "message": "ok"}],
                                      "nodeInfo": {"architecture": "amd64", "operatingSystem": "linux", "kubeletVersion": "v1.36.2"},
                                      "images": [{"names": [f"registry.example/team/app-{i}:1.4.2"], "sizeBytes": 1000} for i in range(20)]}}
    number = 0
    for space in range(spaces):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": meta(f"team-{space}"), "status": {"phase": "Active"}}
    for w in range(workloads):
        space, app = f"team-{w % spaces}", f"app-{w}"
        fault = FAULTS[(w // every) % len(FAULTS)] if w % every == 0 and w // every < faults else ""
        labels = {"app": app, "tier": "web"}
        spec = {"containers": [container(app, fault, f"app-{w % spaces}")], "restartPolicy": "Always", "serviceAccountName": "default", "schedulerName": "default-scheduler",
                "volumes": [{"name": "token", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}, {"configMap": {"name": "kube-root-ca.crt", "optional": True}}]}}]}
        template = {"metadata": {"labels": labels}, "spec": spec}
        deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta(app, space, labels=labels, generation=1),
                      "spec": {"replicas": REPLICAS, "selector": {"matchLabels": {"app": app}}, "template": template}, "status": {"replicas": REPLICAS, "observedGeneration": 1}}
        yield deployment
        uid = deployment["metadata"]["uid"]
        for revision in (1, 2, 3):
            name = f"{app}-{revision}"
            yield {"apiVersion": "apps/v1", "kind": "ReplicaSet",
                   "metadata": meta(name, space, labels=labels, annotations={"deployment.kubernetes.io/revision": str(revision)}, ownerReferences=owner("Deployment", app, uid)),
                   "spec": {"replicas": REPLICAS if revision == 3 else 0, "selector": {"matchLabels": {"app": app}}, "template": template}, "status": {"replicas": 0}}
        selector = {"app": app, "tier": "wbe"} if fault == "selector" else {"app": app}
        yield {"apiVersion": "v1", "kind": "Service", "metadata": meta(app, space), "spec": {"selector": selector, "clusterIP": "10.96.0.1", "type": "ClusterIP",
                                                                                              "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}]}}
        well = fault == ""
        yield {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": meta(f"{app}-x", space, labels={"kubernetes.io/service-name": app}),
               "endpoints": None if fault == "selector" else [{"addresses": ["10.0.0.1"], "conditions": {"ready": well}, "targetRef": {"kind": "Pod", "name": f"{app}-3-{i}"}} for i in range(REPLICAS)],
               "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}]}
        yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta(f"{app}-config", space), "data": {"setting": "x" * 100, "file": "y" * 800}}
        yield {"apiVersion": "v1", "kind": "Secret", "metadata": meta(f"{app}-secret", space), "type": "Opaque", "data": {"password": ""}}
        for i in range(REPLICAS):
            name, node = f"{app}-3-{i}", f"node-{(w * REPLICAS + i) % nodes}"
            own = spec if fault == "pending" else spec | {"nodeName": node}
            pod = {"apiVersion": "v1", "kind": "Pod", "metadata": meta(name, space, labels=labels, ownerReferences=owner("ReplicaSet", f"{app}-3", f"{space}-{app}-3-3")),
                   "spec": own, "status": pod_status(app, fault, node)}
            yield pod
            uid = pod["metadata"]["uid"]
            for reason in ("Scheduled", "Pulled", "Created", "Started", "Pulling", "Unhealthy"):
                number += 1
                late = reason == "Unhealthy"
                text = "Readiness probe failed: HTTP probe failed with statuscode: 404" if fault == "probe" and late else \
                    "Readiness probe failed: Get \"http://10.0.0.1:8080/ready\": connection refused" if late else f"{reason} container app of {name}"
                yield event(number, space, name, uid, reason, text, warning=fault == "probe" and late, count=30 if late else 1)


def generate(path, pods, faults):
    count = 0
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"apiVersion":"v1","kind":"List","items":[\n')
        for one in objects(pods, faults):
            out.write((",\n" if count else "") + json.dumps(one, separators=(",", ":")))
            count += 1
        out.write("\n]}\n")
    return count


def run(command):
    """Wall time, CPU time and most memory of a run, and what it printed."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        out.seek(0)
        if status:
            sys.exit(f"{' '.join(command)} failed with {status}")
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sonde", default="dist/sonde")
    parser.add_argument("--pods", type=int, nargs="*", default=[100, 1000, 10_000, 50_000])
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", help="folder in which the clusters stay")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp(prefix="sonde-clusters-")
    os.makedirs(folder, exist_ok=True)
    print(json.dumps(machine.describe()) if hasattr(machine, "describe") else "")
    print(f"{'pods':>7} {'objects':>8} {'MB':>6} {'causes':>7} {'seconds':>8} {'cpu s':>7} {'MB used':>8}")
    for pods in options.pods:
        path = os.path.join(folder, f"pods-{pods}.json")
        count = generate(path, pods, min(options.faults, pods // REPLICAS // 2))
        results = [run([options.sonde, "diagnose", "-f", path, "-o", "json"]) for _ in range(options.runs)]
        causes = len(json.loads(results[0][3])["roots"])
        walls, cpus, memory = ([r[i] for r in results] for i in range(3))
        print(f"{pods:>7} {count:>8} {os.path.getsize(path) / 1e6:>6.0f} {causes:>7} {statistics.median(walls):>8.2f} {statistics.median(cpus):>7.2f} {max(memory) / 1e6:>8.0f}", flush=True)
        if not options.keep:
            os.unlink(path)


if __name__ == "__main__":
    main()
