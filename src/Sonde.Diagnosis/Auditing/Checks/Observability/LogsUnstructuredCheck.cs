using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class LogsUnstructuredCheck : WorkloadCheck
{
    public override string Slug => "logs-unstructured";

    public override CheckArea Area => CheckArea.Observability;

    public override string Summary => "logs are plain text";

    public override string When => "The source has at least 20 lines of the log of a container, and fewer than half are JSON or key=value pairs: hint.";

    public override string Why => "Plain lines cannot be filtered by request, user or level; a stack trace becomes thirty records.";

    public override string Fix => "Switch the logging library to JSON, one object a line, with time, level, message and the trace ID.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        foreach (AuditContainer container in workload.LongRunning)
        {
            string[] lines = LogSamples.Of(workload, container, context);
            int structured = lines.Count(LogSamples.IsStructured);
            if (lines.Length < LogSamples.Fewest || structured * 2 >= lines.Length)
                continue;
            context.Report(workload, container, container.Node, Severity.Info,
                $"its log is plain text: {structured} of {lines.Length} lines are JSON or key=value",
                Remedies.Words("Let the logging library write JSON, one object a line"));
        }
    }
}
