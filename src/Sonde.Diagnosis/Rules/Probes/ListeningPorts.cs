using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>What is known of the ports that a container listens on.</summary>
internal static partial class ListeningPorts
{
    /// <summary>The number of a port that may be named; 0 when the container has no port of that name.</summary>
    public static int NumberOf(Container container, PortRef port) => port.Number != 0
        ? port.Number
        : container.Ports.FirstOrDefault(one => one.Name == port.Name)?.Number ?? 0;

    /// <summary>
    /// A port other than the probe's that the container listens on: its log says so, another probe of it succeeds, or it
    /// declares that port and not the probe's. Null when nothing tells.
    /// </summary>
    public static (int Port, Evidence Proof)? Elsewhere(ProbeTrouble trouble, RuleContext context)
    {
        Container container = trouble.Container;
        int asked = NumberOf(container, trouble.Probe.Port);
        int said = 0;
        string line = "";
        foreach ((int port, string one) in Said(context.Log(trouble.Pod.Ref, container.Name) ?? []))
        {
            if (port == asked)
                return null;
            (said, line) = (port, one);
        }

        if (said != 0)
            return (said, new Evidence(trouble.Pod.Ref, $"log {container.Name}", LogExcerpt.Shorten(line), null));
        foreach ((string kind, Probe? other) in (ReadOnlySpan<(string, Probe?)>)[("liveness", container.Liveness), ("startup", container.Startup), ("readiness", container.Readiness)])
        {
            if (other is null || kind == trouble.Kind || NumberOf(container, other.Port) is not (> 0 and var port) || port == asked)
                continue;
            bool succeeds = !context.Events(trouble.Pod.Ref).Any(seen => seen.Reason == "Unhealthy" && seen.Container == container.Name
                && seen.Message.StartsWith(kind, StringComparison.OrdinalIgnoreCase));
            if (succeeds)
                return (port, new Evidence(trouble.Pod.Ref, $"spec.containers[{container.Name}].{kind}Probe", $"{ProbeText.Question(other)} succeeds", null));
        }

        if (container.Ports.Count > 0 && !container.Ports.Any(port => port.Number == asked) && container.Ports.FirstOrDefault(port => port.Protocol == "TCP") is { } declared)
        {
            string all = string.Join(", ", container.Ports.Select(port => port.Name.Length > 0 ? $"{port.Number} ({port.Name})" : $"{port.Number}"));
            return (declared.Number, new Evidence(trouble.Pod.Ref, $"spec.containers[{container.Name}].ports", all, null));
        }

        return null;
    }

    /// <summary>Where the log says that the program listens on the probe's port for callers of its own pod only; null when it does not.</summary>
    public static Evidence? OnLocalhost(ProbeTrouble trouble, RuleContext context)
    {
        int asked = NumberOf(trouble.Container, trouble.Probe.Port);
        return Said(context.Log(trouble.Pod.Ref, trouble.Container.Name) ?? []).Where(said => said.Port == asked && Local().IsMatch(said.Line))
            .Select(said => new Evidence(trouble.Pod.Ref, $"log {trouble.Container.Name}", LogExcerpt.Shorten(said.Line), null)).LastOrDefault();
    }

    /// <summary>Ports that a log says the program listens on, or is about to, with the line.</summary>
    public static IEnumerable<(int Port, string Line)> Said(IReadOnlyList<string> log)
    {
        foreach (string line in log)
        {
            foreach (Match match in Listening().Matches(line))
            {
                if (int.TryParse(match.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535)
                    yield return (port, line);
            }
        }
    }

    [GeneratedRegex(@"(127\.0\.0\.1|\blocalhost|\[::1\])[:\s]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Local();

    // "listening on :8080", "Listening at: http://0.0.0.0:8000", "server started on port 3000", "bound to 0.0.0.0:9090"
    [GeneratedRegex(
        @"\b(listen(s|ing)?|serving|bound|running|started|starting|ready|accepting)\b[^\n]{0,60}?(\bport\b[ =:(]*|[\w\]*]:|[\s*(]:)(?<port>\d{2,5})\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
