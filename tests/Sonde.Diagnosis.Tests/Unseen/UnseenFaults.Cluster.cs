namespace Sonde.Diagnosis.Tests.Unseen;

/// <content>What is around the pods: names, routes, storage, batch, scaling, deletion and the cluster's own parts.</content>
internal static partial class UnseenFaults
{
    private static (string, string, Action<Scene>)[] Cluster() =>
    [
        ("service-selector-mismatch", "Service", s => Well(s).Add("v1", "Service", "front", $$""" "spec":{"clusterIP":"10.96.3.3","selector":{"app.kubernetes.io/name":"{{s.App}}-v2"},"ports":[{"port":80,"targetPort":{{s.Port}} }]} """)
            .Add("discovery.k8s.io/v1", "EndpointSlice", "front-1", """ "endpoints":[],"ports":[] """, """ "labels":{"kubernetes.io/service-name":"front"} """)),
        ("service-port-mismatch", "Service", s => Well(s).Add("v1", "Service", "front", $$""" "spec":{"clusterIP":"10.96.3.3","selector":{"app.kubernetes.io/name":"{{s.App}}"},"ports":[{"port":80,"targetPort":"grpc-web"}]} """)
            .Add("discovery.k8s.io/v1", "EndpointSlice", "front-1", """ "endpoints":[{"addresses":["10.7.0.9"],"conditions":{"ready":true}}],"ports":[] """, """ "labels":{"kubernetes.io/service-name":"front"} """)),
        ("service-traffic-policy-local", "Service", s => s.Work(container: """ "env":[{"name":"STORE","value":"http://local-store:8080"}] """, status: s.Ready()).Add("v1", "Service", "local-store", """ "spec":{"clusterIP":"10.96.3.4","internalTrafficPolicy":"Local","selector":{"app":"beside"},"ports":[{"name":"p","port":8080,"targetPort":"p"}]} """)
            .Add("discovery.k8s.io/v1", "EndpointSlice", "local-store-1", """ "endpoints":[{"addresses":["10.8.1.2"],"nodeName":"node-b","conditions":{"ready":true}},{"addresses":["10.8.1.3"],"nodeName":"node-c","conditions":{"ready":true}}],"ports":[{"name":"p","port":8080}] """, """ "labels":{"kubernetes.io/service-name":"local-store"} """)),
        ("service-foreign-pods", "Service", s => Well(s).Add("v1", "Service", "front", $$""" "spec":{"clusterIP":"10.96.3.3","selector":{"app.kubernetes.io/name":"{{s.App}}"},"ports":[{"port":80,"targetPort":{{s.Port}} }]} """)
            .Add("batch/v1", "Job", "reindex", $$""" "spec":{"template":{"metadata":{"labels":{"app.kubernetes.io/name":"{{s.App}}"} },"spec":{"restartPolicy":"Never","containers":[{"name":"reindex","image":"{{s.Image}}","args":["reindex","--all"]}]} } },"status":{"active":1} """)
            .Add("v1", "Pod", "reindex-q7wzr", $$"""
                "spec":{"nodeName":"node-b","restartPolicy":"Never","containers":[{"name":"reindex","image":"{{s.Image}}","args":["reindex","--all"]}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T11:40:00Z"}],
                "containerStatuses":[{"name":"reindex","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T11:40:00Z"} } }]}
                """, $$""" "labels":{"app.kubernetes.io/name":"{{s.App}}","batch.kubernetes.io/job-name":"reindex"},"ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"reindex","uid":"uid-Job-reindex","controller":true}] """)),
        ("ingress-backend-missing", "Ingress", s => Classed(Well(s)).Add("networking.k8s.io/v1", "Ingress", "web", """ "spec":{"ingressClassName":"std","rules":[{"host":"x.example","http":{"paths":[{"path":"/v2","pathType":"Prefix","backend":{"service":{"name":"besides","port":{"number":8080}}}}]}}]} """)),
        ("ingress-class-missing", "Ingress", s => Classed(Well(s)).Add("networking.k8s.io/v1", "Ingress", "web", """ "spec":{"ingressClassName":"contour","rules":[{"host":"x.example","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"beside","port":{"name":"p"}}}}]}}]} """)),
        ("ingress-tls-secret-missing", "Ingress", s => Classed(Well(s)).Add("networking.k8s.io/v1", "Ingress", "web", """ "spec":{"ingressClassName":"std","tls":[{"hosts":["x.example"],"secretName":"x-cert"}],"rules":[{"host":"x.example","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"beside","port":{"number":8080}}}}]}}]} """)),
        ("network-policy-blocks", "NetworkPolicy", s => s.Work(container: """ "env":[{"name":"UPSTREAM","value":"http://beside:8080"}] """, status: s.Ready())
            .Add("networking.k8s.io/v1", "NetworkPolicy", "lockdown", """ "spec":{"podSelector":{"matchLabels":{"app":"beside"}},"policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{"matchLabels":{"role":"gateway"}}}]}]} """)),
        ("scaled-to-zero", "Deployment", s => s.Work(container: """ "env":[{"name":"JOBS_URL","value":"http://sleeper:80"}] """, status: s.Ready())
            .Add("v1", "Service", "sleeper", """ "spec":{"clusterIP":"10.96.3.5","selector":{"app":"sleeper"},"ports":[{"port":80}]} """)
            .Add("apps/v1", "Deployment", "sleeper", """ "spec":{"replicas":0,"selector":{"matchLabels":{"app":"sleeper"}},"template":{"metadata":{"labels":{"app":"sleeper"}},"spec":{"containers":[{"name":"c","image":"c"}]}}} """)),
        ("dns-down", "Deployment", s => { s.Served("kube-system", "coredns", "kube-dns", "registry.k8s.io/coredns/coredns:v1.12.0", 53, "", "UDP", isWell: false); s.Work(status: s.Ready()); }),
        ("claim-class-missing", "PersistentVolumeClaim", s => Claims(s.Add("storage.k8s.io/v1", "StorageClass", "gp3", """ "provisioner":"ebs.csi.aws.com" """, ofCluster: true), "\"storageClassName\":\"gp33\"")),
        ("claim-no-matching-volume", "PersistentVolumeClaim", s => Claims(s.Add("storage.k8s.io/v1", "StorageClass", "disks", """ "provisioner":"kubernetes.io/no-provisioner" """, ofCluster: true)
            .Add("v1", "PersistentVolume", "disk-1", """ "spec":{"storageClassName":"disks","capacity":{"storage":"5Gi"},"accessModes":["ReadWriteOnce"]},"status":{"phase":"Available"} """, ofCluster: true), "\"storageClassName\":\"disks\"")),
        ("claim-provisioning-failed", "PersistentVolumeClaim", s => Claims(s.Add("storage.k8s.io/v1", "StorageClass", "ceph", """ "provisioner":"rbd.csi.ceph.com" """, ofCluster: true).Add("storage.k8s.io/v1", "CSIDriver", "rbd.csi.ceph.com", ofCluster: true), "\"storageClassName\":\"ceph\"")
            .Event("PersistentVolumeClaim", "data", "ProvisioningFailed", "failed to provision volume with StorageClass \"ceph\": rpc error: code = ResourceExhausted desc = pool is full")),
        ("claim-resize-failed", "PersistentVolumeClaim", s => Well(s).Add("v1", "PersistentVolumeClaim", "data", """
                "spec":{"volumeName":"pv-6","storageClassName":"disks","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"80Gi"}}},"status":{"phase":"Bound","capacity":{"storage":"40Gi"},
                "conditions":[{"type":"Resizing","status":"True","lastTransitionTime":"2026-01-02T10:00:00Z"}],"allocatedResourceStatuses":{"storage":"ControllerResizeInProgress"}}
                """)
            .Event("PersistentVolumeClaim", "data", "VolumeResizeFailed", "resize volume \"pv-6\" by resizer \"disk.csi.example\" failed: rpc error: code = InvalidArgument desc = disks of this type have at most 64 GiB")),
        ("claim-multi-attach", "PersistentVolumeClaim", s => s.Add("v1", "PersistentVolumeClaim", "data", """ "spec":{"volumeName":"pv-3","accessModes":["ReadWriteOnce"]},"status":{"phase":"Bound"} """)
            .Add("v1", "PersistentVolume", "pv-3", """ "spec":{"capacity":{"storage":"5Gi"},"accessModes":["ReadWriteOnce"],"csi":{"driver":"d","volumeHandle":"h"}},"status":{"phase":"Bound"} """, ofCluster: true)
            .Add("v1", "Pod", "holder", """ "spec":{"nodeName":"node-b","containers":[{"name":"h","image":"h"}],"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} """)
            .Work(pod: """ "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}] """, status: s.Waits("ContainerCreating", "")).PodEvent("FailedAttachVolume", "Multi-Attach error for volume \"pv-3\" Volume is already used by pod(s) holder")),
        ("claim-lost", "PersistentVolumeClaim", s => s.Add("v1", "PersistentVolumeClaim", "data", """ "spec":{"volumeName":"pv-gone","accessModes":["ReadWriteOnce"]},"status":{"phase":"Lost"} """)
            .Work(pod: """ "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}] """, status: Scene.Unschedulable("0/3 nodes are available: persistentvolumeclaim \\\"data\\\" bound to non-existent persistentvolume \\\"pv-gone\\\"."), isPlaced: false)),
        ("job-failed", "Job", s => s.Add("batch/v1", "Job", "import", """ "spec":{"backoffLimit":4,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"c"}]}}},"status":{"failed":5,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit","lastTransitionTime":"2026-01-02T11:30:00Z"}]} """)),
        ("cronjob-broken", "CronJob", s => s.Add("batch/v1", "CronJob", "report", """ "spec":{"schedule":"0 * * * *","timeZone":"Europe/Bern","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"c"}]}}}}},"status":{} """).Event("CronJob", "report", "UnknownTimeZone", "invalid timeZone: \"Europe/Bern\": unknown time zone Europe/Bern")),
        ("sidecar-blocks-job", "Job", s => s.Add("batch/v1", "Job", "nightly", """ "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"m"},{"name":"cloud-sql-proxy","image":"p"}]}}},"status":{"active":1} """)
            .Add("v1", "Pod", "nightly-abcde", """
                "spec":{"nodeName":"node-a","restartPolicy":"Never","containers":[{"name":"main","image":"m"},{"name":"cloud-sql-proxy","image":"p"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
                "containerStatuses":[{"name":"main","ready":false,"restartCount":0,"state":{"terminated":{"exitCode":0,"reason":"Completed","startedAt":"2026-01-02T09:01:00Z","finishedAt":"2026-01-02T10:00:00Z"}}},{"name":"cloud-sql-proxy","ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T09:01:00Z"}}}]}
                """, """ "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"nightly","uid":"uid-Job-nightly","controller":true}] """)),
        ("hpa-no-metrics", "HorizontalPodAutoscaler", s => { s.Kind = "Deployment"; Well(s); Hpa(s, s.App, """{"type":"ScalingActive","status":"False","reason":"FailedGetResourceMetric","message":"the HPA was unable to compute the replica count: unable to get metrics for resource memory: no metrics returned from resource metrics API","lastTransitionTime":"2026-01-02T11:00:00Z"}"""); }),
        ("hpa-target-missing", "HorizontalPodAutoscaler", s => { s.Kind = "Deployment"; Well(s); Hpa(s, s.App + "s", $$"""{"type":"AbleToScale","status":"False","reason":"FailedGetScale","message":"deployments.apps \"{{s.App}}s\" not found","lastTransitionTime":"2026-01-02T11:00:00Z"}"""); }),
        ("pdb-blocks-eviction", "PodDisruptionBudget", s => Well(s).Add("policy/v1", "PodDisruptionBudget", "guard", $$""" "spec":{"minAvailable":"100%","selector":{"matchLabels":{"app.kubernetes.io/name":"{{s.App}}"} } },"status":{"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1,"expectedPods":1} """)),
        ("namespace-stuck-terminating", "Namespace", s => Well(s).Add("v1", "Namespace", "old-team", """ "spec":{"finalizers":["kubernetes"]},"status":{"phase":"Terminating","conditions":[{"type":"NamespaceFinalizersRemaining","status":"True","reason":"SomeFinalizersRemain","message":"Some content in the namespace has finalizers remaining: acme.example/cleanup in 2 resource instances","lastTransitionTime":"2026-01-02T10:01:00Z"}]} """,
            """ "deletionTimestamp":"2026-01-02T10:00:00Z" """, ofCluster: true)),
        ("object-stuck-terminating", "PersistentVolumeClaim", s => Well(s).Add("v1", "PersistentVolumeClaim", "leftover", """ "spec":{"volumeName":"v","accessModes":["ReadWriteOnce"]},"status":{"phase":"Bound"} """, """ "deletionTimestamp":"2026-01-02T10:00:00Z","finalizers":["backup.example/hold"] """)),
        ("api-service-unavailable", "APIService", s => Well(s).Add("apiregistration.k8s.io/v1", "APIService", "v1.custom.metrics.k8s.io", """ "spec":{"group":"custom.metrics.k8s.io","version":"v1","service":{"namespace":"kube-system","name":"adapter"}},"status":{"conditions":[{"type":"Available","status":"False","reason":"ServiceNotFound","message":"service/adapter in \"kube-system\" is not present","lastTransitionTime":"2026-01-02T10:00:00Z"}]} """, ofCluster: true)),
        ("system-component-down", "DaemonSet", s => Well(s).Add("apps/v1", "DaemonSet", "kube-proxy", """ "spec":{"selector":{"matchLabels":{"k":"p"}},"template":{"metadata":{"labels":{"k":"p"}},"spec":{"nodeSelector":{"kubernetes.io/os":"linuxx"},"containers":[{"name":"kube-proxy","image":"registry.k8s.io/kube-proxy:v1.36.0"}]}}},"status":{"desiredNumberScheduled":0,"numberReady":0} """, space: "kube-system")),
        ("route-backend-missing", "HTTPRoute", s => Well(s).Add("gateway.networking.k8s.io/v1", "HTTPRoute", "web", """ "spec":{"hostnames":["w.example"],"rules":[{"backendRefs":[{"name":"besides","port":8080}]}]} """)),
        ("route-not-accepted", "GRPCRoute", s => Well(s).Add("gateway.networking.k8s.io/v1", "Gateway", "edge", """ "spec":{"gatewayClassName":"envoy"},"status":{"conditions":[{"type":"Accepted","status":"True"},{"type":"Programmed","status":"True"}]} """)
            .Add("gateway.networking.k8s.io/v1", "GRPCRoute", "web", """ "spec":{"parentRefs":[{"name":"edge"}],"rules":[{"backendRefs":[{"name":"beside","port":8080}]}]},"status":{"parents":[{"parentRef":{"name":"edge"},"controllerName":"c","conditions":[{"type":"Accepted","status":"False","reason":"NotAllowedByListeners","message":"route kind not allowed"}]}]} """)),
        ("gateway-not-programmed", "Gateway", s => Well(s).Add("gateway.networking.k8s.io/v1", "Gateway", "edge", """ "spec":{"gatewayClassName":"istioo"},"status":{"conditions":[{"type":"Accepted","status":"Unknown","reason":"Pending","message":"Waiting for controller"}]} """)),
        ("load-balancer-pending", "Service", s => Well(s).Add("v1", "Service", "front", $$""" "spec":{"type":"LoadBalancer","clusterIP":"10.96.3.3","selector":{"app.kubernetes.io/name":"{{s.App}}"},"ports":[{"port":80,"targetPort":{{s.Port}},"nodePort":31080}]},"status":{"loadBalancer":{} } """)
            .Event("Service", "front", "SyncLoadBalancerFailed", "Error syncing load balancer: failed to ensure load balancer: could not find any suitable subnets for creating the ELB")),
        ("selector-overlap", "Deployment", s =>
        {
            s.Kind = "Deployment";
            Well(s).Add("apps/v1", "Deployment", "shadow", $$""" "spec":{"replicas":0,"selector":{"matchLabels":{"app.kubernetes.io/name":"{{s.App}}","track":"b"} },"template":{"metadata":{"labels":{"app.kubernetes.io/name":"{{s.App}}","track":"b"} },"spec":{"containers":[{"name":"c","image":"c"}]} } },"status":{} """);
            Hpa(s, s.App, """{"type":"ScalingActive","status":"False","reason":"AmbiguousSelector","message":"pods by selector are controlled by multiple HPAs","lastTransitionTime":"2026-01-02T11:00:00Z"}""");
        }),
        ("daemonset-no-node", "DaemonSet", s => Well(s).Add("apps/v1", "DaemonSet", "log-agent", """ "spec":{"selector":{"matchLabels":{"k":"p"}},"template":{"metadata":{"labels":{"k":"p"}},"spec":{"nodeSelector":{"kubernetes.io/arch":"amd-64"},"containers":[{"name":"agent","image":"fluent.example/bit:4"}]}}},"status":{"desiredNumberScheduled":0,"numberReady":0} """)),
        ("certificate-request-pending", "CertificateSigningRequest", s => Well(s).Add("certificates.k8s.io/v1", "CertificateSigningRequest", "csr-x9k2p", """ "spec":{"signerName":"kubernetes.io/kubelet-serving","username":"system:node:node-b","request":"LS0="},"status":{} """, ofCluster: true)),
        ("pod-preempted", "", s =>
        {
            s.Kind = "Deployment";
            s.Work(status: Scene.Unschedulable("0/3 nodes are available: 3 Insufficient cpu."), isPlaced: false, container: """ "resources":{"requests":{"cpu":"7"}} """);
            foreach (char node in "abc")
                s.Add("v1", "Pod", $"vip-{node}", $$""" "spec":{"nodeName":"node-{{node}}","priority":1000000,"priorityClassName":"vip","containers":[{"name":"v","image":"v","resources":{"requests":{"cpu":"6"} } }]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} """);
            s.Event("Pod", $"{s.Controller}-zzzzz", "Preempted", "Preempted by pod uid-Pod-vip-a on node node-a");
        }),
    ];

    private static Scene Well(Scene scene) => scene.Work(container: $$""" "ports":[{"name":"web","containerPort":{{scene.Port}} }],"resources":{"requests":{"cpu":"100m"} } """, status: scene.Ready());

    private static Scene Classed(Scene scene) => scene.Add("networking.k8s.io/v1", "IngressClass", "std", """ "spec":{"controller":"haproxy.org/ingress-controller"} """, ofCluster: true);

    private static Scene Claims(Scene scene, string spec) => scene.Add("v1", "PersistentVolumeClaim", "data", $$""" "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"20Gi"} },{{spec}} },"status":{"phase":"Pending"} """)
        .Work(pod: """ "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}] """, status: Scene.Unschedulable("0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims."), isPlaced: false);

    private static void Hpa(Scene scene, string target, string condition) => scene.Add("autoscaling/v2", "HorizontalPodAutoscaler", "scaler", $$"""
        "spec":{"minReplicas":1,"maxReplicas":9,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{target}}"},"metrics":[{"type":"Resource","resource":{"name":"memory","target":{"type":"Utilization","averageUtilization":70} } }]},
        "status":{"conditions":[{{condition}}]}
        """);
}
