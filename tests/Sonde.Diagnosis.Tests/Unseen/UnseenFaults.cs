namespace Sonde.Diagnosis.Tests.Unseen;

/// <summary>
/// One fault for each cause of the catalogue, in the words that Kubernetes, container runtimes and programs use. Names, kinds and sizes come
/// from the scene.
/// </summary>
internal static partial class UnseenFaults
{
    private const string Create = "Error creating: pods \"x-\" is forbidden: ";

    /// <summary>The faults: the cause, the kind of the object that it is in (empty: the failing workload), and what it does to a scene.</summary>
    public static IReadOnlyList<(string Slug, string Kind, Action<Scene> Break)> All { get; } = [.. Pods(), .. Scheduling(), .. Cluster()];

    private static (string, string, Action<Scene>)[] Pods() =>
    [
        ("image-not-found", "", s => s.Work(status: s.Waits("ErrImagePull", $"rpc error: code = NotFound desc = failed to pull and unpack image \"{s.Image}\": failed to resolve reference \"{s.Image}\": {s.Image}: not found"))),
        ("image-not-found", "", s => s.Work(status: s.Waits("ImagePullBackOff", $"Back-off pulling image \"{s.Image}\": ErrImagePull: reading manifest 9 in {s.Image}: manifest unknown"))),
        ("image-pull-unauthorized", "", s => s.Work(status: s.Waits("ErrImagePull", "failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.example/token: 401 Unauthorized"))),
        ("image-pull-unauthorized", "", s => s.Work(status: s.Waits("ImagePullBackOff", $"Back-off pulling image \"{s.Image}\": ErrImagePull: unable to retrieve auth token: invalid username/password: unauthorized: authentication required"))),
        ("image-pull-secret-missing", "", s => s.Work(pod: """ "imagePullSecrets":[{"name":"harbor-login"}] """, status: s.Waits("ImagePullBackOff", $"Back-off pulling image \"{s.Image}\": ErrImagePull: pull access denied, repository does not exist or may require authorization: authorization failed"))),
        ("image-registry-unreachable", "Registry", s => s.Work(status: s.Waits("ImagePullBackOff", $"failed to do request: Head \"https://{s.Image.Split('/')[0]}/v2/a/manifests/1\": dial tcp 192.0.2.44:443: i/o timeout"))),
        ("image-registry-unreachable", "Registry", s => s.Work(status: s.Waits("ErrImagePull", $"pinging container registry {s.Image.Split('/')[0]}: Get \"https://{s.Image.Split('/')[0]}/v2/\": dial tcp: lookup {s.Image.Split('/')[0]} on 10.0.0.2:53: no such host"))),
        ("image-rate-limited", "Registry", s => s.Work(status: s.Waits("ImagePullBackOff", "toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit"))),
        ("image-wrong-platform", "", s => s.Work(status: s.Waits("ErrImagePull", "failed to pull and unpack image: no match for platform in manifest: not found"))),
        ("image-wrong-platform", "", s => s.Work(status: s.Crashed(255)).Log($"exec /usr/local/bin/{s.Box}: exec format error")),
        ("image-name-invalid", "", s => { s.Image = "Registry.example/Team/App:1.0"; s.Work(status: s.Waits("InvalidImageName", "Failed to apply default image tag \"Registry.example/Team/App:1.0\": couldn't parse image name: invalid reference format: repository name must be lowercase")); }),
        ("image-absent-never-pull", "", s => s.Work(container: """ "imagePullPolicy":"Never" """, status: s.Waits("ErrImageNeverPull", $"Container image \"{s.Image}\" is not present with pull policy of Never"))),
        ("config-reference-missing", "", s => s.Work(container: """ "envFrom":[{"configMapRef":{"name":"settings-v7"}}] """, status: s.Waits("CreateContainerConfigError", "configmap \"settings-v7\" not found"))),
        ("config-reference-missing", "", s => s.Work(pod: """ "volumes":[{"name":"tls","secret":{"secretName":"mesh-cert"}}] """, status: s.Waits("ContainerCreating", "")).PodEvent("FailedMount", "MountVolume.SetUp failed for volume \"tls\" : secret \"mesh-cert\" not found")),
        ("config-key-missing", "", s => s.Add("v1", "Secret", "db", """ "data":{"user":"YQ=="} """).Work(container: """ "env":[{"name":"PGPASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"pass"}}}] """, status: s.Waits("CreateContainerConfigError", $"couldn't find key pass in Secret {s.Space}/db"))),
        ("environment-stale", "", s => s.Add("v1", "Secret", "db-login", """ "data":{"password":"YQ=="} """, """ "managedFields":[{"manager":"vault","operation":"Apply","time":"2026-01-02T11:30:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:password":{}}}}] """)
            .Work(container: """ "env":[{"name":"DB_HOST","value":"beside"},{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db-login","key":"password"}}}] """, status: s.Ready())
            .Log("connected to beside:8080", "ERROR: connection to server at \"beside\", port 8080 failed: FATAL:  password authentication failed for user \"app\"", "ERROR: connection to server at \"beside\", port 8080 failed: FATAL:  password authentication failed for user \"app\"")),
        ("volume-mount-failed", "", s => s.Work(pod: """ "volumes":[{"name":"share","nfs":{"server":"192.0.2.80","path":"/export"}}] """, status: s.Waits("ContainerCreating", "")).PodEvent("FailedMount", "MountVolume.SetUp failed for volume \"share\" : mount failed: exit status 32\nMounting command: mount\nOutput: mount.nfs: Connection timed out")),
        ("command-not-found", "", s => s.Work(container: """ "command":["gunicornn"] """, status: s.Crashed(128, "StartError", "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: \"gunicornn\": executable file not found in $PATH: unknown"))),
        ("command-not-found", "", s => s.Work(status: s.Crashed(127)).Log("/entrypoint.sh: line 4: migrate: command not found")),
        ("command-not-executable", "", s => s.Work(container: """ "command":["/app/start.sh"] """, status: s.Crashed(128, "StartError", "runc create failed: unable to start container process: exec: \"/app/start.sh\": permission denied: unknown"))),
        ("run-as-nonroot-violated", "", s => s.Work(pod: """ "securityContext":{"runAsNonRoot":true} """, status: s.Waits("CreateContainerConfigError", "container has runAsNonRoot and image will run as root (pod: \"x\", container: y)"))),
        ("lifecycle-hook-failed", "", s => s.Work(container: """ "lifecycle":{"postStart":{"exec":{"command":["/warm-up"]}}} """, status: s.Crashed(137)).PodEvent("FailedPostStartHook", "PostStartHook failed")),
        ("container-crash", "", s => s.Work(status: s.Crashed(1)).Log("Traceback (most recent call last):", "  File \"/srv/main.py\", line 3, in <module>", "KeyError: 'STRIPE_KEY'")),
        ("container-crash", "", s => s.Work(status: s.Crashed(2)).Log("panic: runtime error: invalid memory address or nil pointer dereference", "goroutine 1 [running]:", "main.main()")),
        ("container-completes", "", s => s.Work(status: s.Crashed(0, "Completed")).Log("migrations are up to date")),
        ("container-signalled", "", s => s.Work(status: s.Crashed(139)).Log("starting", "Segmentation fault (core dumped)")),
        ("container-signalled", "", s => s.Work(status: s.Crashed(134)).Log("terminate called after throwing an instance of 'std::bad_alloc'", "Aborted")),
        ("oom-own-limit", "", s => s.Work(container: """ "resources":{"limits":{"memory":"96Mi"}} """, status: s.Crashed(137, "OOMKilled"))),
        ("oom-child-process", "", s => s.Work(container: """ "resources":{"limits":{"memory":"300Mi"}} """, status: s.Crashed(1)).Log("booting 4 workers", "[CRITICAL] WORKER TIMEOUT (pid:31)", "[ERROR] Worker (pid:31) was sent SIGKILL! Perhaps out of memory?")),
        ("probe-port-mismatch", "", s => s.Work(container: $$""" "ports":[{"containerPort":{{s.Port}}}],"readinessProbe":{"httpGet":{"path":"/up","port":{{s.Port + 1}} } } """, status: s.NotReady()).PodEvent("Unhealthy", $"Readiness probe failed: Get \"http://10.7.1.9:{s.Port + 1}/up\": dial tcp 10.7.1.9:{s.Port + 1}: connect: connection refused").Log($"INFO: listening on 0.0.0.0:{s.Port}")),
        ("probe-path-wrong", "", s => s.Work(container: $$""" "ports":[{"containerPort":{{s.Port}}}],"readinessProbe":{"httpGet":{"path":"/actuator/helth","port":{{s.Port}} } } """, status: s.NotReady()).PodEvent("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404")),
        ("probe-failing", "", s => s.Work(container: """ "readinessProbe":{"exec":{"command":["/bin/health"]}} """, status: s.NotReady()).PodEvent("Unhealthy", "Readiness probe failed: replica lag is 4211 s")),
        ("probe-failing", "", s => s.Work(container: $$""" "ports":[{"containerPort":{{s.Port}}}],"readinessProbe":{"httpGet":{"path":"/q/health","port":{{s.Port}} } } """, status: s.NotReady()).PodEvent("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")),
        ("probe-timeout", "", s => s.Work(container: $$""" "ports":[{"containerPort":{{s.Port}}}],"readinessProbe":{"httpGet":{"path":"/slow","port":{{s.Port}}},"timeoutSeconds":1} """, status: s.NotReady()).PodEvent("Unhealthy", $"Readiness probe failed: Get \"http://10.7.1.9:{s.Port}/slow\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)")),
        ("probe-kills-slow-start", "", s => s.Work(container: $$""" "ports":[{"containerPort":{{s.Port}}}],"livenessProbe":{"httpGet":{"path":"/live","port":{{s.Port}}},"periodSeconds":5,"failureThreshold":2} """, status: s.NotReady(9, Scene.Ended(143, "Error", started: "11:57:50", ended: "11:58:05")))
            .PodEvent("Unhealthy", $"Liveness probe failed: Get \"http://10.7.1.9:{s.Port}/live\": dial tcp 10.7.1.9:{s.Port}: connect: connection refused").PodEvent("Killing", $"Container {s.Box} failed liveness probe, will be restarted").Log("loading model shards 3/48")),
        ("init-container-failed", "", s => s.Work(pod: """ "initContainers":[{"name":"migrate","image":"m.example/migrate:2"}] """, status: """
            {"phase":"Pending","conditions":[{"type":"Initialized","status":"False"},{"type":"Ready","status":"False"}],
             "initContainerStatuses":[{"name":"migrate","ready":false,"restartCount":8,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}},"lastState":{"terminated":{"exitCode":3,"reason":"Error","startedAt":"2026-01-02T11:56:00Z","finishedAt":"2026-01-02T11:56:04Z"}}}]}
            """).LogOf(s.Pod, "migrate", "applying 0042_add_index.sql", "ERROR: relation \"orders\" does not exist")),
        ("init-container-waiting", "", s => s.Work(pod: """ "initContainers":[{"name":"wait","image":"busybox:1","command":["sh","-c","until nslookup ledger-db; do sleep 2; done"]}] """, status: """
            {"phase":"Pending","conditions":[{"type":"Initialized","status":"False"},{"type":"Ready","status":"False"}],
             "initContainerStatuses":[{"name":"wait","ready":false,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T09:01:00Z"}}}]}
            """).LogOf(s.Pod, "wait", "** server can't find ledger-db: NXDOMAIN")),
        ("grace-period-exceeded", "", s => s.Work(container: """ "lifecycle":{"preStop":{"exec":{"command":["sleep","60"]}}} """, pod: """ "terminationGracePeriodSeconds":30 """, status: s.Ready().Replace("\"restartCount\":0", "\"restartCount\":6", StringComparison.Ordinal)
            .Replace("\"state\":{\"running\"", "\"lastState\":" + Scene.Ended(137, "Error", started: "11:40:00", ended: "11:58:00") + ",\"state\":{\"running\"", StringComparison.Ordinal)).PodEvent("Killing", "Stopping container")),
        ("dependency-auth-failed", "", s => s.Work(container: """ "env":[{"name":"DATABASE_URL","value":"postgres://app@beside:8080/app"}] """, status: s.Crashed(1)).Log("FATAL:  password authentication failed for user \"app\"")),
        ("dependency-unreachable", "Deployment", s => s.Work(container: """ "env":[{"name":"CACHE_URL","value":"redis://beside:8080"}] """, status: s.Crashed(1)).Log("redis.exceptions.ConnectionError: Error 111 connecting to beside:8080. Connection refused.")),
        ("dependency-exhausted", "Deployment", s => s.Work(container: """ "env":[{"name":"DB_HOST","value":"beside"}] """, status: s.Crashed(1)).Log("psycopg2.OperationalError: connection to server at \"beside\" (10.96.1.10), port 8080 failed: FATAL:  sorry, too many clients already")),
        ("dependency-read-only", "Deployment", s => s.Work(container: """ "env":[{"name":"DB_HOST","value":"beside"},{"name":"DB_PORT","value":"8080"}] """, status: s.Crashed(1)).Log("pq: cannot execute INSERT in a read-only transaction")),
        ("env-host-unresolvable", "", s => s.Work(container: """ "env":[{"name":"BILLING_ADDR","value":"bilings:8080"}] """, status: s.Crashed(1)).Log("dial tcp: lookup bilings on 10.96.0.10:53: no such host")),
        ("rbac-forbidden", "ServiceAccount", s => s.Work(status: s.Crashed(1)).Log($"E0102 reflector.go:158] failed to list *v1.Lease: leases.coordination.k8s.io is forbidden: User \"system:serviceaccount:{s.Space}:default\" cannot list resource \"leases\" in API group \"coordination.k8s.io\" in the namespace \"{s.Space}\"")),
        ("port-conflict", "", s => s.Work(status: s.Crashed(1), container: """ "ports":[{"containerPort":9000}] """, pod: """ "hostNetwork":true """).Log("listen tcp :9000: bind: address already in use")),
        ("readiness-gate-unset", "", s => s.Work(status: s.Ready().Replace("\"type\":\"Ready\",\"status\":\"True\"", "\"type\":\"ContainersReady\",\"status\":\"True\",\"lastTransitionTime\":\"2026-01-02T09:01:00Z\"},{\"type\":\"Ready\",\"status\":\"False\",\"reason\":\"ReadinessGatesNotReady\",\"message\":\"the status of pod readiness gate \\\"cloud.google.com/load-balancer-neg-ready\\\" is not \\\"True\\\", but Unknown\"", StringComparison.Ordinal))),
        ("security-profile-missing", "", s => s.Work(status: s.Waits("CreateContainerError", "failed to generate container spec: failed to generate apparmor spec opts: apparmor profile not found custom-web"))),
        ("memory-limit-too-small", "", s => s.Work(container: """ "resources":{"limits":{"memory":"512"}} """, status: s.Waits("ContainerCreating", ""))),
        ("priority-class-missing", "", s => s.Work(pod: """ "priorityClassName":"tier-0" """, hasPod: false, workStatus: s.Kind == "DaemonSet" ? """ "status":{"desiredNumberScheduled":3} """ : "").Refuses(Create + "no PriorityClass with name tier-0 was found")),
        ("runtime-class-missing", "", s => s.Work(pod: """ "runtimeClassName":"kata-qemu" """, hasPod: false, workStatus: s.Kind == "DaemonSet" ? """ "status":{"desiredNumberScheduled":3} """ : "").Refuses(Create + "pod rejected: RuntimeClass \"kata-qemu\" not found")),
        ("dns-resolution-failed", "", s => s.Work(container: """ "env":[{"name":"PEER","value":"beside:8080"}] """, pod: """ "dnsPolicy":"Default" """, status: s.Crashed(1)).Log("dial tcp: lookup beside on 192.0.2.1:53: no such host")),
    ];
}
