using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads a container of a pod's spec.</summary>
internal static class ContainerReader
{
    public static Container Read(Field field, string path)
    {
        Field resources = field["resources"], lifecycle = field["lifecycle"];
        return new Container(field["name"].Text, field["image"].Text)
        {
            Command = field["command"].Texts,
            Args = field["args"].Texts,
            PullPolicy = field["imagePullPolicy"].Text,
            Ports = field["ports"].Items(port => new ContainerPort(
                port["name"].Text,
                port["containerPort"].Int(),
                port["hostPort"].Int(),
                port["hostIP"].Text,
                port["protocol"].TextOr("TCP"))),
            Env = field["env"].Items((item, i) => Variable(item, $"{path}.env[{i}]")),
            EnvFrom = field["envFrom"].Items((item, i) => Source(item, $"{path}.envFrom[{i}]")),
            Resources = Resources(resources),
            Liveness = Probe(field["livenessProbe"]),
            Readiness = Probe(field["readinessProbe"]),
            Startup = Probe(field["startupProbe"]),
            PostStart = Hook(lifecycle["postStart"]),
            PreStop = Hook(lifecycle["preStop"]),
            Mounts = field["volumeMounts"].Items(mount => new VolumeMount(
                mount["name"].Text, mount["mountPath"].Text, mount["subPath"].Text, mount["readOnly"].Flag)),
            RestartPolicy = field["restartPolicy"].Text,
            Security = Security(field["securityContext"]),
        };
    }

    public static ResourceNeeds Resources(Field field) => field.Exists
        ? new ResourceNeeds(field["requests"].Quantities, field["limits"].Quantities)
        : ResourceNeeds.None;

    public static SecuritySettings Security(Field field) => field.Exists
        ? new SecuritySettings(
            field["runAsNonRoot"].FlagOrNull,
            field["runAsUser"].LongOrNull,
            field["readOnlyRootFilesystem"].FlagOrNull,
            field["privileged"].FlagOrNull)
        : SecuritySettings.None;

    private static EnvVar Variable(Field item, string path)
    {
        Field from = item["valueFrom"];
        Field map = from["configMapKeyRef"], secret = from["secretKeyRef"];
        KeyRef? reference = map.Exists ? Key("ConfigMap", map, path + ".valueFrom.configMapKeyRef")
            : secret.Exists ? Key("Secret", secret, path + ".valueFrom.secretKeyRef") : null;
        return new EnvVar(item["name"].Text, item["value"].Text, reference);
    }

    private static KeyRef Key(string kind, Field field, string path) =>
        new(kind, field["name"].Text, [field["key"].Text], field["optional"].Flag, path);

    private static KeyRef Source(Field item, string path)
    {
        Field map = item["configMapRef"];
        return map.Exists
            ? new KeyRef("ConfigMap", map["name"].Text, [], map["optional"].Flag, path + ".configMapRef")
            : new KeyRef("Secret", item["secretRef"]["name"].Text, [], item["secretRef"]["optional"].Flag, path + ".secretRef");
    }

    private static Probe? Probe(Field field)
    {
        if (!field.Exists)
            return null;
        Field http = field["httpGet"], tcp = field["tcpSocket"], grpc = field["grpc"];
        ProbeHandler handler = http.Exists ? ProbeHandler.Http
            : tcp.Exists ? ProbeHandler.Tcp
            : grpc.Exists ? ProbeHandler.Grpc : ProbeHandler.Exec;
        return new Probe(handler)
        {
            Port = handler switch
            {
                ProbeHandler.Http => http["port"].Port,
                ProbeHandler.Tcp => tcp["port"].Port,
                ProbeHandler.Grpc => grpc["port"].Port,
                _ => default,
            },
            Path = handler == ProbeHandler.Http ? http["path"].TextOr("/") : "",
            Scheme = http["scheme"].TextOr("HTTP"),
            Host = http["host"].Text,
            Command = field["exec"]["command"].Texts,
            InitialDelay = field["initialDelaySeconds"].Int(),
            // The API's own defaults (core/v1 types.go, Probe).
            Period = field["periodSeconds"].Int(10),
            Timeout = field["timeoutSeconds"].Int(1),
            FailureThreshold = field["failureThreshold"].Int(3),
        };
    }

    private static HookHandler? Hook(Field field)
    {
        if (!field.Exists)
            return null;
        Field http = field["httpGet"];
        return new HookHandler(
            field["exec"]["command"].Texts,
            http.Exists ? $":{http["port"].Port}{http["path"].TextOr("/")}" : "",
            field["sleep"]["seconds"].Int());
    }
}
