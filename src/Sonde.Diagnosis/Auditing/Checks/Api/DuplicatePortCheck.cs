using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class DuplicatePortCheck : AuditCheck
{
    public override string Slug => "duplicate-port";

    public override CheckArea Area => CheckArea.Api;

    public override string Summary => "a port that stands twice";

    public override string When => "Two containers of a pod declare the same port and protocol: warning; two ports of a pod or a Service have the same name, or two of a Service the same number and protocol: error.";

    public override string Why => "Two containers of a pod cannot listen on one port: the second fails at its start. Of two with one name the API server refuses the second.";

    public override string Fix => "Give each its own name and number.";

    internal override void Run(AuditContext context)
    {
        foreach (AuditWorkload workload in context.Workloads)
        {
            Find(context, workload.Source, [.. workload.LongRunning.SelectMany(one => one.Node["ports"].Items.Select(port => (one.Name, port)))], "containerPort", Severity.Warning);
        }

        foreach (ManifestObject service in context.OfKind("Service"))
            Find(context, service, [.. service.Root["spec"]["ports"].Items.Select(port => ("", port))], "port", Severity.Error);
    }

    private static void Find(AuditContext context, ManifestObject subject, (string Container, ManifestNode Port)[] ports, string field, Severity severity)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(string, string)>();
        foreach ((string container, ManifestNode port) in ports)
        {
            string name = port["name"].Text, number = port[field].Text, protocol = port["protocol"].Text is { Length: > 0 } given ? given : "TCP";
            if (name.Length > 0 && !names.Add(name + "/" + (field == "port" ? "" : container)))
                context.Report(subject, port["name"], Severity.Error, $"has two ports named {name}", Remedies.Words("Give each a name of its own"), container);
            if (number.Length > 0 && !numbers.Add((number, protocol)))
                context.Report(subject, port[field], severity, $"declares port {number}/{protocol} twice", Remedies.Words("Give each a number of its own"), container);
        }
    }
}
