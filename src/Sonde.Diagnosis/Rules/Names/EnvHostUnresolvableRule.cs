using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>An environment variable or argument names a Service, or a port of one, that does not exist.</summary>
internal sealed class EnvHostUnresolvableRule : WorkloadRule
{
    public override string Slug => "env-host-unresolvable";

    public override IReadOnlyList<string> Kinds => ["Pod", "Service", "Namespace", "ConfigMap", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (workload.Template is not { } template || (workload.Top is Controller { Wanted: 0 } && workload.Pods.All(pod => pod.IsDone)))
            return;
        GivenValue[] values = [.. GivenValue.Of(workload, context)];
        var seen = new HashSet<string>();
        foreach (GivenValue given in values)
        {
            foreach ((string host, int told) in given.Hosts)
            {
                int strength = HostHint.Strength(given, host, told);
                if (strength == 0 || template.Spec.HostAliases.Contains(host, StringComparer.OrdinalIgnoreCase))
                    continue;
                int port = told > 0 ? told : PortBeside(given, host, values);
                if (Judge(host, port, workload, context) is { } problem && seen.Add($"{host}:{port}"))
                    Report(workload, given, host, told, strength, problem, context);
            }
        }
    }

    private void Report(Workload workload, GivenValue given, string host, int port, int strength, string problem, RuleContext context)
    {
        Complaint? complaint = Complaint.Of(workload, context).FirstOrDefault(one => one.Line.Contains(host, StringComparison.OrdinalIgnoreCase));
        bool suffers = complaint is not null || workload.Pods.Any(pod => pod is { IsReady: false, IsDone: false });
        string named = port > 0 ? $"{host}:{port}" : host;
        context.Report(new Finding(Slug, workload.Ref, $"{given.Named} names {named}, {problem}")
        {
            Container = given.Container,
            Severity = suffers ? Severity.Error : Severity.Warning,
            Confidence = complaint is not null ? Confidence.Certain : strength > 1 ? Confidence.Likely : Confidence.Possible,
            Since = workload.Top?.Meta.Created,
            Evidence =
            [
                given.Source,
                .. complaint is null ? (Evidence[])[] : [complaint.Evidence],
            ],
            Remedies =
            [
                new Remedy(
                    $"correct the value in {(given.Source.Object == workload.Ref ? "the pod template" : given.Source.Object.ToString())}, or make the Service that it names",
                    given.IsVariable && given.Source.Object == workload.Ref && workload.Ref.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
                        ? $"kubectl set env -n {workload.Ref.Namespace} {workload.Ref.Kind.ToLowerInvariant()}/{workload.Ref.Name} -c {given.Container} {given.Name}=NEW" : null,
                    null, IsDisruptive: true),
            ],
        });
    }

    /// <summary>What is wrong with a host, as the end of a sentence that it begins; null when nothing is, or it cannot be told.</summary>
    private static string? Judge(string host, int port, Workload workload, RuleContext context)
    {
        string space = workload.Ref.Namespace;
        if (context.Resolve(host, space) is { } service)
        {
            bool isWrongPort = port > 0 && !service.IsHeadless && service.Type != "ExternalName" && service.Ports.Count > 0 && service.Ports.All(one => one.Number != port);
            return isWrongPort
                ? string.Create(CultureInfo.InvariantCulture, $"but {service.Ref} has no port {port}: it has {string.Join(", ", service.Ports.Select(one => one.Number))}") : null;
        }

        if (ClusterName.Of(host, space, context) is not { } name || name.Service is "kubernetes" or "localhost")
            return null;
        if (name.Namespace != space && context.KnowsAll("Namespace", "") && context.Find(new ObjectRef("Namespace", "", name.Namespace)) is null)
            return $"and there is no namespace {name.Namespace}";
        if (!context.KnowsAll("Service", name.Namespace))
            return null;
        IReadOnlyList<Service> services = context.All<Service>();
        string? near = NearName.Of(name.Service, services.Where(one => one.Ref.Namespace == name.Namespace).Select(one => one.Ref.Name));
        Service? elsewhere = services.FirstOrDefault(one => one.Ref.Name == name.Service);
        string instead = elsewhere is not null ? $"; namespace {elsewhere.Ref.Namespace} has it: {elsewhere.Ref.Name}.{elsewhere.Ref.Namespace}" : near is not null ? $"; {near} exists" : "";
        return $"and no Service of that name exists in namespace {name.Namespace}{instead}";
    }

    /// <summary>The port that goes with a host: that of its scheme, or of the variable <c>X_PORT</c> beside <c>X_HOST</c>.</summary>
    private static int PortBeside(GivenValue given, string host, GivenValue[] values)
    {
        switch (HostHint.SchemeOf(given.Value, host).ToLowerInvariant())
        {
            case "http" or "ws":
                return 80;
            case "https" or "wss":
                return 443;
            case { Length: > 0 }:
                return 0;
        }

        int cut = given.Name.LastIndexOf("HOST", StringComparison.OrdinalIgnoreCase);
        if (cut <= 0)
            return 0;
        string wanted = given.Name[..cut] + "PORT";
        GivenValue? beside = Array.Find(values, one => one.Container == given.Container && string.Equals(one.Name, wanted, StringComparison.OrdinalIgnoreCase));
        return int.TryParse(beside?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : 0;
    }
}
