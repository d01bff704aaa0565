using System.Globalization;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// In what two templates differ. Literal values of environment variables are compared and never shown: they may be secrets.
/// </summary>
internal static class TemplateDiff
{
    // Two values that must not be shown, and that differ.
    private const string HiddenMark = "(value not shown) ";

    /// <summary>The differences, by path.</summary>
    public static IReadOnlyList<TemplateChange> Between(PodTemplate old, PodTemplate current)
    {
        SortedDictionary<string, string> before = Flatten(old), after = Flatten(current);
        var changes = new List<TemplateChange>();
        foreach (string path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            string? was = before.GetValueOrDefault(path), now = after.GetValueOrDefault(path);
            if (was != now)
                changes.Add(new TemplateChange(path, Shown(was), Shown(now)));
        }

        // What decides most often comes first.
        return [.. changes.OrderBy(change => Rank(change.Path))];
    }

    private static string? Shown(string? value) =>
        value is not null && value.StartsWith(HiddenMark, StringComparison.Ordinal) ? HiddenMark.Trim() : value;

    private static int Rank(string path) =>
        path.EndsWith(".image", StringComparison.Ordinal) ? 0
        : path.Contains(".command", StringComparison.Ordinal) || path.Contains(".args", StringComparison.Ordinal) ? 1
        : path.Contains("Probe", StringComparison.Ordinal) || path.Contains(".env", StringComparison.Ordinal) ? 2
        : path.StartsWith("annotations", StringComparison.Ordinal) || path.StartsWith("labels", StringComparison.Ordinal) ? 4 : 3;

    private static SortedDictionary<string, string> Flatten(PodTemplate template)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Add(string path, string value)
        {
            if (value.Length > 0)
                fields[path] = value;
        }

        // The controllers add these labels to their revisions themselves.
        foreach ((string name, string value) in template.Labels.Where(label => label.Key is not ("pod-template-hash" or "controller-revision-hash")))
            Add($"labels[{name}]", value);
        foreach ((string name, string value) in template.Annotations)
            Add($"annotations[{name}]", value);
        PodSpec spec = template.Spec;
        foreach (Container container in spec.Containers)
            AddContainer($"containers[{container.Name}]", container, Add);
        foreach (Container container in spec.InitContainers)
            AddContainer($"initContainers[{container.Name}]", container, Add);
        foreach (Volume volume in spec.Volumes)
        {
            Add($"volumes[{volume.Name}]", string.Join(' ', (IEnumerable<string>)
            [
                volume.Type, volume.Claim, volume.HostPath, volume.CsiDriver,
                .. volume.Refs.Select(reference => $"{reference.Kind} {reference.Name} {string.Join(',', reference.Keys)}".TrimEnd()),
                volume.SizeLimit?.Text ?? "", volume.IsInMemory ? "in memory" : "",
            ]).Trim());
        }

        foreach ((string label, string value) in spec.NodeSelector)
            Add($"nodeSelector[{label}]", value);
        Add("affinity.nodeAffinity", string.Join(" or ", spec.NodeAffinity));
        Add("affinity.podAffinity", string.Join("; ", spec.PodAffinity.Select(term => $"{term.Selector} by {term.TopologyKey}")));
        Add("affinity.podAntiAffinity", string.Join("; ", spec.PodAntiAffinity.Select(term => $"{term.Selector} by {term.TopologyKey}")));
        Add("topologySpreadConstraints", string.Join("; ", spec.TopologySpread.Where(spread => spread.IsHard)
            .Select(spread => $"{spread.Selector} by {spread.TopologyKey} maxSkew {spread.MaxSkew}")));
        Add("tolerations", string.Join("; ", spec.Tolerations.Select(one => $"{one.Key} {one.Operator} {one.Value} {one.Effect}".Trim())));
        Add("imagePullSecrets", string.Join(", ", spec.ImagePullSecrets));
        Add("serviceAccountName", spec.ServiceAccount == "default" ? "" : spec.ServiceAccount);
        Add("schedulerName", spec.SchedulerName);
        Add("priorityClassName", spec.PriorityClass);
        Add("runtimeClassName", spec.RuntimeClass);
        Add("hostNetwork", spec.UsesHostNetwork ? "true" : "");
        Add("dnsPolicy", spec.DnsPolicy);
        Add("restartPolicy", spec.RestartPolicy);
        Add("terminationGracePeriodSeconds", spec.GracePeriod.ToString(CultureInfo.InvariantCulture));
        Add("securityContext", Text(spec.Security));
        AddNeeds("resources", spec.Resources, Add);
        return fields;
    }

    private static void AddContainer(string path, Container container, Action<string, string> add)
    {
        add($"{path}.image", container.Image);
        AddWords($"{path}.command", container.Command, add);
        AddWords($"{path}.args", container.Args, add);
        foreach (EnvVar variable in container.Env)
        {
            add($"{path}.env[{variable.Name}]",
                variable.From is { } from ? $"{from.Kind} {from.Name} key {string.Join(',', from.Keys)}" : HiddenMark + variable.Value);
        }

        add($"{path}.envFrom", string.Join(", ", container.EnvFrom.Select(from => $"{from.Kind} {from.Name}")));
        add($"{path}.ports", string.Join(", ", container.Ports.Select(port =>
            $"{port.Name} {port.Number}/{port.Protocol}{(port.HostPort > 0 ? $" host {port.HostPort}" : "")}".TrimStart())));
        AddNeeds($"{path}.resources", container.Resources, add);
        AddProbe($"{path}.livenessProbe", container.Liveness, add);
        AddProbe($"{path}.readinessProbe", container.Readiness, add);
        AddProbe($"{path}.startupProbe", container.Startup, add);
        add($"{path}.lifecycle.postStart", container.PostStart?.ToString() ?? "");
        add($"{path}.lifecycle.preStop", container.PreStop?.ToString() ?? "");
        foreach (VolumeMount mount in container.Mounts)
            add($"{path}.volumeMounts[{mount.Path}]", $"{mount.Volume} {mount.SubPath}{(mount.IsReadOnly ? " read-only" : "")}".TrimEnd());
        add($"{path}.securityContext", Text(container.Security));
        add($"{path}.restartPolicy", container.RestartPolicy);
    }

    private static void AddWords(string path, IReadOnlyList<string> words, Action<string, string> add)
    {
        for (int i = 0; i < words.Count; i++)
            add($"{path}[{i}]", words[i]);
    }

    private static void AddNeeds(string path, ResourceNeeds needs, Action<string, string> add)
    {
        foreach ((string resource, Quantity amount) in needs.Requests)
            add($"{path}.requests.{resource}", amount.Text);
        foreach ((string resource, Quantity amount) in needs.Limits)
            add($"{path}.limits.{resource}", amount.Text);
    }

    private static void AddProbe(string path, Probe? probe, Action<string, string> add)
    {
        if (probe is null)
            return;
        add($"{path}.handler", ProbeText.Question(probe));
        add($"{path}.timing", $"delay {probe.InitialDelay} s, period {probe.Period} s, timeout {probe.Timeout} s, threshold {probe.FailureThreshold}");
    }

    private static string Text(SecuritySettings settings)
    {
        (string Name, string? Value)[] all =
        [
            ("runAsNonRoot", settings.RunAsNonRoot?.ToString()),
            ("runAsUser", settings.RunAsUser?.ToString(CultureInfo.InvariantCulture)),
            ("readOnlyRootFilesystem", settings.ReadOnlyRoot?.ToString()),
            ("privileged", settings.IsPrivileged?.ToString()),
        ];
        return string.Join(", ", all.Where(one => one.Value is not null).Select(one => $"{one.Name}: {one.Value}"));
    }
}
