namespace Sonde.Diagnosis.Tests.Unseen;

/// <content>Pods that get no node, or lose theirs.</content>
internal static partial class UnseenFaults
{
    private static (string, string, Action<Scene>)[] Scheduling() =>
    [
        ("unschedulable-resources", "", s => s.Work(container: """ "resources":{"requests":{"cpu":"24"}} """, status: Scene.Unschedulable("0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."), isPlaced: false)),
        ("unschedulable-resources", "", s => s.Work(container: """ "resources":{"limits":{"nvidia.com/gpu":"1"},"requests":{"nvidia.com/gpu":"1"}} """, status: Scene.Unschedulable("0/3 nodes are available: 3 Insufficient nvidia.com/gpu."), isPlaced: false)),
        ("unschedulable-node-selector", "", s => s.Work(pod: """ "nodeSelector":{"disk":"nvme"} """, status: Scene.Unschedulable("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."), isPlaced: false)),
        ("unschedulable-node-selector", "", s => s.Work(pod: """ "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.kubernetes.io/zone","operator":"In","values":["eu-9"]}]}]}}} """, status: Scene.Unschedulable("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."), isPlaced: false)),
        ("unschedulable-taint", "", s => { Taint(s); s.Work(status: Scene.Unschedulable("0/3 nodes are available: 3 node(s) had untolerated taint(s)."), isPlaced: false); }),
        ("unschedulable-anti-affinity", "", s => s.Work(pod: """ "affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/os","labelSelector":{"matchLabels":{"app":"beside"}}}]}} """, status: Scene.Unschedulable("0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules."), isPlaced: false)),
        ("unschedulable-volume", "", s => s.Add("v1", "PersistentVolume", "pv-7", """ "spec":{"capacity":{"storage":"9Gi"},"accessModes":["ReadWriteOnce"],"claimRef":{"namespace":"x","name":"data"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.kubernetes.io/zone","operator":"In","values":["gone"]}]}]}}},"status":{"phase":"Bound"} """, ofCluster: true)
            .Add("v1", "PersistentVolumeClaim", "data", """ "spec":{"volumeName":"pv-7","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"9Gi"}}},"status":{"phase":"Bound"} """)
            .Work(pod: """ "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}] """, status: Scene.Unschedulable("0/3 nodes are available: 3 node(s) had volume node affinity conflict."), isPlaced: false)),
        ("unschedulable-host-port", "", s =>
        {
            for (int i = 0; i < 3; i++)
                s.Add("v1", "Pod", $"edge-{i}", $$""" "spec":{"nodeName":"node-{{(char)('a' + i)}}","containers":[{"name":"e","image":"e","ports":[{"containerPort":443,"hostPort":443}]}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} """);
            s.Work(container: """ "ports":[{"containerPort":443,"hostPort":443}] """, status: Scene.Unschedulable("0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports."), isPlaced: false);
        }),
        ("node-name-missing", "", s => { s.Kind = "Deployment"; s.Work(pod: """ "nodeName":"node-z" """, status: """{"phase":"Pending"}""", isPlaced: false); }),
        ("pod-rejected", "", s => { s.Kind = s.Kind == "DaemonSet" ? "Deployment" : s.Kind; s.Work(status: """{"phase":"Failed","reason":"UnexpectedAdmissionError","message":"Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices example.com/fpga, which is unexpected","startTime":"2026-01-02T11:59:00Z"}""",
            own: """ "minReadySeconds":0 """); }),
        ("resource-claim-failed", "", s => s.Work(pod: """ "resourceClaims":[{"name":"nic","resourceClaimTemplateName":"fast-nic"}] """, status: Scene.Unschedulable("0/3 nodes are available: 3 cannot allocate all claims. still not schedulable, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."), isPlaced: false)),
        ("scheduler-absent", "", s => s.Work(pod: """ "schedulerName":"volcano" """, status: """{"phase":"Pending"}""", isPlaced: false)),
        ("scheduling-gated", "", s => s.Work(pod: """ "schedulingGates":[{"name":"kueue.x-k8s.io/admission"}] """, status: """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated","message":"Scheduling is blocked due to non-empty scheduling gates","lastTransitionTime":"2026-01-02T11:20:00Z"}]}""", isPlaced: false)),
        ("pod-evicted", "", s =>
        {
            s.Kind = "Deployment";
            s.Work(status: s.Ready());
            for (int i = 0; i < 3; i++)
            {
                s.Add("v1", "Pod", $"{s.Controller}-ev{i}", $$""" "spec":{"nodeName":"node-b","containers":[{"name":"{{s.Box}}","image":"a"}]},"status":{"phase":"Failed","reason":"Evicted","message":"Usage of EmptyDir volume \"cache\" exceeds the limit \"500Mi\". ","conditions":[{"type":"DisruptionTarget","status":"True","lastTransitionTime":"2026-01-02T11:5{{i}}:00Z"}]} """,
                    $$""" "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{s.Controller}}","uid":"uid-ReplicaSet-{{s.Controller}}","controller":true}] """);
            }
        }),
        ("node-not-ready", "Node", s => Broken(s, """{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"Kubelet stopped posting node status.","lastTransitionTime":"2026-01-02T11:30:00Z"}""", """ "taints":[{"key":"node.kubernetes.io/unreachable","effect":"NoExecute"}] """)),
        ("node-not-ready", "Node", s => Broken(s, """{"type":"Ready","status":"False","reason":"KubeletNotReady","message":"[container runtime is down, PLEG is not healthy]","lastTransitionTime":"2026-01-02T11:30:00Z"}""", "")),
        ("node-pressure", "Node", s => Broken(s, """{"type":"Ready","status":"True"},{"type":"PIDPressure","status":"True","reason":"KubeletHasInsufficientPID","message":"kubelet has insufficient PID available","lastTransitionTime":"2026-01-02T11:30:00Z"}""", "")),
        ("node-cordoned", "Node", s =>
        {
            foreach (string node in (string[])["node-a", "node-b"])
                Node(s, node, """{"type":"Ready","status":"True"}""", """ "unschedulable":true,"taints":[{"key":"node.kubernetes.io/unschedulable","effect":"NoSchedule"}] """);
            s.Work(container: """ "resources":{"requests":{"cpu":"3"}} """, pod: """ "nodeSelector":{"kubernetes.io/hostname":"node-a"} """, status: Scene.Unschedulable("0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 2 node(s) were unschedulable."), isPlaced: false);
        }),
        ("oom-node", "Node", s => s.Work(status: s.Crashed(137, "Error"), container: """ "resources":{"limits":{"memory":"4Gi"}} """).Event("Node", "node-a", "SystemOOM", $"System OOM encountered, victim process: {s.Box}, pid: 4711", space: "default")),
        ("quota-exceeded", "ResourceQuota", s => s.Add("v1", "ResourceQuota", "team", """ "spec":{"hard":{"limits.memory":"8Gi"}},"status":{"hard":{"limits.memory":"8Gi"},"used":{"limits.memory":"8Gi"}} """)
            .Work(container: """ "resources":{"limits":{"memory":"1Gi"}} """, hasPod: false).Refuses(Create + "exceeded quota: team, requested: limits.memory=1Gi, used: limits.memory=8Gi, limited: limits.memory=8Gi")),
        ("limit-range-violated", "", s => s.Add("v1", "LimitRange", "bounds", """ "spec":{"limits":[{"type":"Container","max":{"cpu":"2"}}]} """)
            .Work(container: """ "resources":{"limits":{"cpu":"4"}} """, hasPod: false).Refuses(Create + "maximum cpu usage per Container is 2, but limit is 4")),
        ("pod-security-denied", "", s => s.Add("v1", "Namespace", s.Space, """ "status":{"phase":"Active"} """, """ "labels":{"pod-security.kubernetes.io/enforce":"restricted"} """, ofCluster: true).Work(hasPod: false)
            .Refuses(Create + $"violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"{s.Box}\" must set securityContext.allowPrivilegeEscalation=false)")),
        ("webhook-denied", "", s => s.Work(hasPod: false).Refuses("Error creating: admission webhook \"validate.kyverno.svc-fail\" denied the request: resource Pod was blocked due to the following policies: require-labels")),
        ("webhook-denied", "", s => s.Work(hasPod: false).Refuses("Error creating: admission webhook \"validation.gatekeeper.sh\" denied the request: [no-latest] container uses tag latest")),
        ("webhook-unreachable", "ValidatingWebhookConfiguration", s => s.Add("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "guard", """ "webhooks":[{"name":"v.guard.example","failurePolicy":"Fail","clientConfig":{"service":{"namespace":"kube-system","name":"guard-svc"}},"rules":[{"operations":["CREATE"],"resources":["pods"],"apiGroups":[""],"apiVersions":["v1"]}]}] """, ofCluster: true)
            .Work(hasPod: false).Refuses("Error creating: Internal error occurred: failed calling webhook \"v.guard.example\": failed to call webhook: Post \"https://guard-svc.kube-system.svc:443/v?timeout=10s\": service \"guard-svc\" not found")),
        ("service-account-missing", "", s => s.Work(pod: """ "serviceAccountName":"robot" """, hasPod: false).Refuses($"Error creating: pods \"x-\" is forbidden: error looking up service account {s.Space}/robot: serviceaccount \"robot\" not found")),
        ("rollout-stuck", "", s =>
        {
            s.Kind = "Deployment";
            s.Work(status: s.NotReady(), workStatus: """ "status":{"replicas":1,"updatedReplicas":1,"unavailableReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet has timed out progressing.","lastTransitionTime":"2026-01-02T11:30:00Z"},{"type":"Available","status":"False"}]} """);
        }),
        ("deployment-paused", "Deployment", s =>
        {
            s.Kind = "Deployment";
            string was = s.Image;
            s.Work(status: s.Ready());
            // The template has changed since; its ReplicaSet is still the one of before.
            s.Add("apps/v1", "Deployment", s.App, $$""" "spec":{"paused":true,"replicas":1,"selector":{"matchLabels":{"app.kubernetes.io/name":"{{s.App}}"} },"template":{"metadata":{"labels":{"app.kubernetes.io/name":"{{s.App}}"} },"spec":{"containers":[{"name":"{{s.Box}}","image":"{{was}}-next"}]} } },"status":{"replicas":1,"readyReplicas":1,"observedGeneration":2,"conditions":[{"type":"Progressing","status":"Unknown","reason":"DeploymentPaused"}]} """);
        }),
        ("statefulset-blocked", "", s =>
        {
            s.Kind = "StatefulSet";
            s.Work(status: s.NotReady(), own: """ "serviceName":"none" """);
            s.Add("apps/v1", "StatefulSet", s.App, $$""" "spec":{"replicas":3,"podManagementPolicy":"OrderedReady","selector":{"matchLabels":{"app.kubernetes.io/name":"{{s.App}}"} },"template":{"metadata":{"labels":{"app.kubernetes.io/name":"{{s.App}}"} },"spec":{"containers":[{"name":"{{s.Box}}","image":"{{s.Image}}"}]} } },"status":{"replicas":1,"readyReplicas":0,"currentReplicas":1} """);
        }),
    ];

    private static void Taint(Scene scene)
    {
        foreach (string node in (string[])["node-a", "node-b", "node-c"])
            Node(scene, node, """{"type":"Ready","status":"True"}""", """ "taints":[{"key":"dedicated","value":"db","effect":"NoSchedule"}] """);
    }

    private static void Broken(Scene scene, string conditions, string spec)
    {
        Node(scene, "node-a", conditions, spec);
        scene.Work(status: scene.NotReady());
    }

    private static void Node(Scene scene, string name, string conditions, string spec) => scene.Add("v1", "Node", name, $$"""
        "spec":{ {{spec}} },"status":{"allocatable":{"cpu":"8","memory":"16Gi","pods":"110"},"nodeInfo":{"architecture":"amd64","operatingSystem":"linux"},"conditions":[{{conditions}}]}
        """, $$""" "labels":{"kubernetes.io/hostname":"{{name}}","topology.kubernetes.io/zone":"{{name[^1]}}","kubernetes.io/os":"linux"} """, ofCluster: true);
}
